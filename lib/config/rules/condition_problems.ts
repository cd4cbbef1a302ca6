/** What is wrong with a rule's conditions whose shape is right: regular expressions that cannot be read. */

import { errorText } from "../../platform/error_text.ts";
import type { ConfigProblem } from "../config_error.ts";
import { compileRegex } from "./regex.ts";
import { textConditionOf } from "./text_condition.ts";

/** The conditions that are texts, those of other conditions included. */
const TEXT_CONDITIONS = ["user", "system", "message", "result"] as const;

interface Conditions {
  readonly user?: string;
  readonly system?: string;
  readonly message?: string;
  readonly result?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
  readonly any?: readonly Conditions[] | undefined;
  readonly not?: Conditions | undefined;
}

/** Every problem of the conditions of a rule. */
export function problemsOfWhen(
  when: Conditions | undefined,
  path: readonly string[],
): readonly ConfigProblem[] {
  if (!when) return [];
  const own = TEXT_CONDITIONS.flatMap((key) => textProblem(when[key], [...path, key]));
  const tables = (["headers", "metadata"] as const).flatMap((key) =>
    Object.entries(when[key] ?? {}).flatMap(([name, text]) =>
      textProblem(text, [...path, key, name])
    )
  );
  const inner = (when.any ?? []).flatMap((one, i) =>
    problemsOfWhen(one, [...path, "any", String(i)])
  );
  return [...own, ...tables, ...inner, ...problemsOfWhen(when.not, [...path, "not"])];
}

function textProblem(
  written: string | undefined,
  path: readonly string[],
): readonly ConfigProblem[] {
  const condition = written === undefined ? undefined : textConditionOf(written);
  if (condition?.kind !== "regex") return [];
  try {
    compileRegex(condition);
    return [];
  } catch (error) {
    const why = errorText(error).replace("error parsing regexp: ", "");
    return [{
      path,
      text: `the regular expression cannot be read: ${why}`,
      remedy: "It is RE2's grammar, which has no look-around and no back references.",
    }];
  }
}
