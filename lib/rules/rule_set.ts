/** Rules that can be asked: in their order, and quickly where they are many. */

import type { Work } from "../clock/work.ts";
import type { RuleEntry } from "../config/rules/rule_schema.ts";
import { hashText } from "../random.ts";
import { type Condition, conditionsOf, type Groups, groupsOf } from "./conditions.ts";
import type { Facts } from "./facts.ts";
import { indexRules } from "./rule_index.ts";

/** A rule and where it is from. */
export interface SourcedRule {
  readonly entry: RuleEntry;
  /** Its own name, or where it stands. */
  readonly name: string;
  /** The file, or that it was posted. */
  readonly source: string;
  /** Names what is counted of it: the same for the same rule, whatever stands around it. */
  readonly key: string;
}

/** A rule that can be asked. */
export interface Rule extends SourcedRule {
  conditions(): readonly Condition[];
}

/** A rule that holds, and the groups that its regular expressions found. */
export interface Matched {
  readonly rule: Rule;
  readonly groups: Groups;
}

/** Rules in their order. */
export interface RuleSet {
  readonly rules: readonly Rule[];
  /** Whether any of them asks for the request's number in its session. */
  readonly countsRequests: boolean;
  /** Those that may hold of a request, in their order. */
  candidates(facts: Facts): Iterable<Rule>;
}

/** Makes a set of rules. */
export function* createRuleSet(sourced: readonly SourcedRule[]): Work<RuleSet> {
  const rules = sourced.map((one): Rule => {
    let conditions: readonly Condition[] | undefined;
    return { ...one, conditions: () => conditions ??= conditionsOf(one.entry.when) };
  });
  yield rules.length;
  const index = yield* indexRules(sourced.map(({ entry }) => entry));
  return {
    rules,
    countsRequests: sourced.some(({ entry: { when } }) => when !== undefined && asksNumber(when)),
    *candidates(facts) {
      for (const number of index.candidates(facts)) {
        const rule = rules[number];
        if (rule) yield rule;
      }
    },
  };
}

/** A rule that holds, or nothing. */
export function matchedBy(rule: Rule, facts: Facts): Matched | undefined {
  const groups = groupsOf(rule.conditions(), facts);
  return groups && { rule, groups };
}

interface AsksNumber {
  readonly request?: number | undefined;
  readonly any?: readonly AsksNumber[] | undefined;
  readonly not?: AsksNumber | undefined;
}

function asksNumber({ request, any = [], not }: AsksNumber): boolean {
  return request !== undefined || any.some(asksNumber) || (not !== undefined && asksNumber(not));
}

/** Of a rule's JSON. */
const CHARACTERS_A_STEP = 32;

/** Names rules and gives them their keys; `source` is the file that they are from, or that they were posted. */
export function* sourcedRules(
  entries: readonly RuleEntry[],
  source: string,
): Work<readonly SourcedRule[]> {
  const seen = new Map<string, number>();
  const sourced: SourcedRule[] = [];
  for (const [i, entry] of entries.entries()) {
    const written = JSON.stringify(entry);
    const nth = (seen.get(written) ?? 0) + 1;
    seen.set(written, nth);
    sourced.push({
      entry,
      name: entry.name ?? `${source} no. ${i + 1}`,
      source,
      key: `${(hashText(written) >>> 0).toString(36)}${written.length.toString(36)}.${nth}`,
    });
    yield 1 + written.length / CHARACTERS_A_STEP;
  }
  return sourced;
}
