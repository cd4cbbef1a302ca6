/** Has zod check data part by part, which is as if it were all at once. */

import { z } from "zod";
import type { Work } from "../clock/work.ts";
import { isRecord } from "../is_record.ts";
import { type ConfigProblem, MOST_LOOKED_FOR } from "./config_error.ts";
import { joinParts, partsOf } from "./parts.ts";
import { problemsIn } from "./problems.ts";
import { UNCOMPILED } from "./settings.ts";

/** What a check comes to: what the data are, or what is wrong with them. */
export type CheckedParts<T> =
  | { readonly kind: "good"; readonly data: T }
  | { readonly kind: "bad"; readonly problems: readonly ConfigProblem[] };

/** Steps for a key that is checked. */
const STEPS_A_KEY = 5;

/** Checks data by a schema of which every table and list at the top may be left out, as each part has some of them alone. */
export function* checkParts<T extends Record<string, unknown>>(
  schema: z.ZodType<T>,
  data: unknown,
): Work<CheckedParts<T>> {
  const parts = isRecord(data) ? partsOf(data) : [{ data, keys: 0, list: undefined }];
  const good: T[] = [];
  const issues: z.core.$ZodIssue[] = [];
  for (const { data, keys, list } of parts) {
    const { data: checked, error } = schema.safeParse(data, UNCOMPILED);
    if (checked) good.push(checked);
    for (const issue of error?.issues ?? []) issues.push(list ? moved(issue, list.from) : issue);
    if (issues.length > MOST_LOOKED_FOR) break;
    yield keys * STEPS_A_KEY;
  }
  if (issues.length > 0) {
    return { kind: "bad", problems: problemsIn(new z.ZodError(issues), schema, data) };
  }
  return { kind: "good", data: Object.assign({}, ...good, joinParts(good)) };
}

/** An issue of an item that stands so many places farther. */
function moved(issue: z.core.$ZodIssue, places: number): z.core.$ZodIssue {
  const [name = "", at, ...inner] = issue.path;
  return typeof at === "number" ? { ...issue, path: [name, at + places, ...inner] } : issue;
}
