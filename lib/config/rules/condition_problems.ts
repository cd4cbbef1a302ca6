/** What is wrong with a rule's conditions whose shape is right: regular expressions that cannot be read. */

import { errorText } from "../../platform/error_text.ts";
import type { Work } from "../../clock/work.ts";
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
export function* problemsOfWhen(
  when: Conditions | undefined,
  path: readonly string[],
): Work<readonly ConfigProblem[]> {
  if (!when) return [];
  const problems: ConfigProblem[] = [];
  for (const key of TEXT_CONDITIONS) {
    problems.push(...yield* textProblem(when[key], [...path, key]));
  }
  for (const key of ["headers", "metadata"] as const) {
    for (const [name, text] of Object.entries(when[key] ?? {})) {
      problems.push(...yield* textProblem(text, [...path, key, name]));
    }
  }
  for (const [i, one] of (when.any ?? []).entries()) {
    problems.push(...yield* problemsOfWhen(one, [...path, "any", String(i)]));
  }
  problems.push(...yield* problemsOfWhen(when.not, [...path, "not"]));
  return problems;
}

/** Steps for a character of a regular expression: one of 2,000 takes 30 ms. */
const STEPS_A_CHARACTER = 15;

function* textProblem(
  written: string | undefined,
  path: readonly string[],
): Work<readonly ConfigProblem[]> {
  const condition = written === undefined ? undefined : textConditionOf(written);
  if (condition?.kind !== "regex") return [];
  yield condition.source.length * STEPS_A_CHARACTER;
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
