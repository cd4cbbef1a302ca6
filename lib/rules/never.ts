/** Which rules can never answer, as far as their conditions tell: another one before them always does, or they contradict themselves. */

import { fitsGlob } from "../config/glob.ts";
import { textConditionOf } from "../config/rules/text_condition.ts";
import type { When } from "../config/rules/rule_schema.ts";
import { literalsOf } from "./literal.ts";
import type { SourcedRule } from "./rule_set.ts";

/** A rule that never answers, and why. */
export interface NeverAnswers {
  readonly rule: SourcedRule;
  readonly why: string;
}

/** Finds them, in the order of the rules. */
export function neverAnswering(rules: readonly SourcedRule[]): readonly NeverAnswers[] {
  return rules.flatMap((rule, at): readonly NeverAnswers[] => {
    const when = rule.entry.when ?? {};
    if (when.not && implies(when, when.not)) {
      return [{ rule, why: "what it asks for is what its `not` forbids" }];
    }
    const before = rules.slice(0, at).find(({ entry }) =>
      entry.times === undefined && entry.then === undefined && implies(when, entry.when ?? {})
    );
    return before
      ? [{ rule, why: `'${before.name}' comes before it, and holds whenever it does` }]
      : [];
  });
}

type Conditions = Readonly<Record<string, unknown>>;

/** Whether `one` holds of no request of which `other` does not; `false` also where that cannot be told. */
function implies(one: When, other: When): boolean {
  const given: Conditions = one;
  return Object.entries(other).every(([key, wanted]) =>
    wanted === undefined || impliesValue(key, given[key], wanted)
  );
}

function impliesValue(key: string, given: unknown, wanted: unknown): boolean {
  if (given === undefined) return false;
  if (JSON.stringify(given) === JSON.stringify(wanted)) return true;
  switch (key) {
    case "model":
    case "session":
    case "result_of":
      return isText(given) && isText(wanted) && fitsGlob(wanted, given);
    case "user":
    case "system":
    case "message":
    case "result":
      return isText(given) && isText(wanted) && impliesText(given, wanted);
    case "tools":
      return listOf(wanted).every((tool) => listOf(given).includes(tool));
    case "headers":
    case "metadata":
      return Object.entries(tableOf(wanted)).every(([name, text]) => {
        const own = tableOf(given)[name];
        return isText(own) && isText(text) && (own === text || impliesText(own, text));
      });
    default:
      return false;
  }
}

/** What contains a text contains its parts; of a regular expression it is known what each of its matches contains. */
function impliesText(given: string, wanted: string): boolean {
  const [one, other] = [textConditionOf(given), textConditionOf(wanted)];
  if (other.kind === "regex") return false;
  const said = one.kind === "contained" ? [one.text] : literalsOf(one.source);
  return said.some((text) => text.includes(other.text));
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function tableOf(value: unknown): Conditions {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
