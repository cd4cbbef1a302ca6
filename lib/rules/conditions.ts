/** Whether what a rule asks for holds of a request, and which groups its regular expressions found. */

import { compileRegex, type Regex } from "../config/rules/regex.ts";
import type { When } from "../config/rules/rule_schema.ts";
import { type RegexCondition, textConditionOf } from "../config/rules/text_condition.ts";
import type { Facts, TextFact } from "./facts.ts";
import { fitsGlob } from "../config/glob.ts";
import { literalsOf } from "./literal.ts";

/** Groups by number and by name. */
export type Groups = Readonly<Record<string, string>>;

/** One condition of a rule. */
export interface Condition {
  /** Its key, as the rule writes it. */
  readonly key: string;
  /** What it asks for, as the rule writes it. */
  readonly wanted: unknown;
  /** The groups that it found, if any; nothing where it does not hold. */
  check(facts: Facts): Groups | undefined;
}

const NO_GROUPS: Groups = {};

/** What a longer name than this is, no rule asks. */
const LONGEST_NAME = 1000;

/** All conditions of a rule, those first that cost least. */
export function conditionsOf(when: When = {}): readonly Condition[] {
  return [
    ...given(when.dialect, "dialect", (wanted) => ifHolds(({ asked }) => asked.dialect === wanted)),
    ...given(when.model, "model", (wanted) => ifHolds(({ asked }) => isNamed(wanted, asked.model))),
    ...given(
      when.session,
      "session",
      (wanted) =>
        ifHolds(({ asked: { session } }) => session !== undefined && isNamed(wanted, session)),
    ),
    ...given(when.request, "request", (wanted) => ifHolds(({ asked }) => asked.request === wanted)),
    ...given(
      when.response_format,
      "response_format",
      (wanted) => ifHolds((facts) => facts.format() === wanted),
    ),
    ...given(when.stream, "stream", (wanted) => ifHolds((facts) => facts.streams() === wanted)),
    ...given(when.turn, "turn", (wanted) => ifHolds((facts) => facts.turn() === wanted)),
    ...given(when.image, "image", (wanted) => ifHolds((facts) => facts.has("image") === wanted)),
    ...given(when.audio, "audio", (wanted) => ifHolds((facts) => facts.has("audio") === wanted)),
    ...given(
      when.tools,
      "tools",
      (wanted) => ifHolds((facts) => isOffered([wanted].flat(), facts)),
    ),
    ...given(
      when.result_of,
      "result_of",
      (wanted) =>
        ifHolds((facts) => facts.results().some(({ name }) => isNamed(wanted, name ?? ""))),
    ),
    ...given(when.user, "user", (wanted) => inText(wanted, (facts) => [facts.user()])),
    ...given(
      when.result,
      "result",
      (wanted) =>
        inText(
          wanted,
          (facts) =>
            facts.results().filter(({ name }) =>
              when.result_of === undefined || isNamed(when.result_of, name ?? "")
            ),
        ),
    ),
    ...inTable(when.headers, "headers", ({ asked }, name) => asked.headers.get(name) ?? undefined),
    ...inTable(when.metadata, "metadata", ({ asked }, name) => {
      const value = Object.hasOwn(asked.metadata, name) ? asked.metadata[name] : undefined;
      return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
    }),
    ...given(when.system, "system", (wanted) => inText(wanted, (facts) => [facts.system()])),
    ...given(when.message, "message", (wanted) => inText(wanted, (facts) => facts.messages())),
    ...given(when.any, "any", (all) => {
      const ways = all.map((one) => conditionsOf(one));
      return (facts) => first(ways, (conditions) => groupsOf(conditions, facts));
    }),
    ...given(when.not, "not", (inner) => {
      const conditions = conditionsOf(inner);
      return ifHolds((facts) => groupsOf(conditions, facts) === undefined);
    }),
  ];
}

/** The groups of all conditions together; nothing where one does not hold. */
export function groupsOf(conditions: readonly Condition[], facts: Facts): Groups | undefined {
  let groups = NO_GROUPS;
  for (const condition of conditions) {
    const found = condition.check(facts);
    if (!found) return undefined;
    if (found !== NO_GROUPS) groups = { ...groups, ...found };
  }
  return groups;
}

type Check = Condition["check"];

function given<T>(
  wanted: T | undefined,
  key: string,
  checkOf: (wanted: T) => Check,
): readonly Condition[] {
  return wanted === undefined ? [] : [{ key, wanted, check: checkOf(wanted) }];
}

function ifHolds(holds: (facts: Facts) => boolean): Check {
  return (facts) => holds(facts) ? NO_GROUPS : undefined;
}

function isNamed(wanted: string, name: string): boolean {
  return name.length <= LONGEST_NAME && fitsGlob(wanted, name);
}

function isOffered(wanted: readonly string[], facts: Facts): boolean {
  const offered = facts.tools();
  return wanted.every((tool) =>
    offered.has(tool) || tool.includes("*") && [...offered].some((name) => isNamed(tool, name))
  );
}

/** What one of several texts says; the first that says it gives the groups. */
function inText(wanted: string, textsOf: (facts: Facts) => readonly TextFact[]): Check {
  const condition = textConditionOf(wanted);
  if (condition.kind === "contained") {
    return ifHolds((facts) => textsOf(facts).some(({ lower }) => lower.includes(condition.text)));
  }
  const regex = lazily(condition);
  const literals = literalsOf(condition.source);
  return (facts) =>
    first(
      textsOf(facts),
      ({ text, lower }) =>
        literals.every((one) => lower.includes(one)) ? regex().groupsIn(text) : undefined,
    );
}

function inTable(
  table: Readonly<Record<string, string>> | undefined,
  key: string,
  valueOf: (facts: Facts, name: string) => string | undefined,
): readonly Condition[] {
  return Object.entries(table ?? {}).map(([name, wanted]) => ({
    key: `${key}.${name}`,
    wanted,
    check: inText(wanted, (facts) => {
      const text = valueOf(facts, name);
      return text === undefined ? [] : [{ text, lower: text.toLowerCase() }];
    }),
  }));
}

/** A regular expression is made when the first text is there for it: ten thousand of them take half a second. */
function lazily(condition: RegexCondition): () => Regex {
  let regex: Regex | undefined;
  return () => regex ??= compileRegex(condition);
}

function first<T>(all: readonly T[], find: (one: T) => Groups | undefined): Groups | undefined {
  for (const one of all) {
    const found = find(one);
    if (found) return found;
  }
  return undefined;
}
