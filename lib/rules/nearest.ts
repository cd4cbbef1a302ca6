/** Which rules came nearest to a request that none holds for, and why each does not: for whoever wrote them. */

import type { FailedCondition, NearRule } from "../ledger/near_rule.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule_set.ts";

/** So many rules are looked at; a person reads three, and five beside the rules themselves. */
const MOST_LOOKED_AT = 2000;
const MOST_TOLD = 3;
const MOST_NEAR = 5;

/** The nearest, those first that lack least. `usedUp` are those that would hold, had they not answered as often as they may. */
export function nearestRules(
  rules: readonly Rule[],
  usedUp: ReadonlySet<Rule>,
  facts: Facts,
): readonly NearRule[] {
  const near = rules.slice(0, MOST_LOOKED_AT).map((rule) => {
    const conditions = rule.conditions();
    const failed = conditions.filter((condition) => !condition.check(facts));
    return { rule, failed, held: conditions.length - failed.length };
  });
  near.sort((a, b) => a.failed.length - b.failed.length || b.held - a.held);
  return near.slice(0, MOST_NEAR).map(({ rule, failed, held }) => ({
    rule: rule.name,
    held,
    failed: failed.map(({ key, wanted }) => {
      const found = foundFor(key, facts);
      return { key, wanted, found: found === undefined ? null : short(found) };
    }),
    used_up: usedUp.has(rule) ? rule.entry.times ?? null : null,
  }));
}

/** A sentence for each of the nearest. */
export function nearestInWords(near: readonly NearRule[]): readonly string[] {
  return near.slice(0, MOST_TOLD).map(({ rule, failed, used_up }) => {
    return `'${rule}': ${whyNot(failed, used_up)}.`;
  });
}

function whyNot(failed: NearRule["failed"], usedUp: number | null): string {
  if (usedUp !== null) return `it has answered ${usedUp} times, and may no more`;
  return failed.length === 0
    ? "it holds, but leaves the answer to the next"
    : failed.map(reason).join(", and ");
}

function reason({ key, wanted, found }: FailedCondition): string {
  const asked = short(JSON.stringify(wanted) ?? "");
  return `\`${key}\` asks for ${asked}${found === null ? "" : `, and it is ${found}`}`;
}

/** What a request has in the place of a condition; nothing where that is long to tell. */
function foundFor(key: string, facts: Facts): string | undefined {
  const { asked } = facts;
  switch (key) {
    case "model":
      return JSON.stringify(asked.model);
    case "dialect":
      return JSON.stringify(asked.dialect);
    case "session":
      return JSON.stringify(asked.session ?? "none");
    case "request":
      return `${asked.request}`;
    case "turn":
      return `${facts.turn()}`;
    case "user":
      return JSON.stringify(facts.user().text);
    case "system":
      return JSON.stringify(facts.system().text);
    case "result":
      return JSON.stringify(facts.results().at(-1)?.text ?? "none");
    case "result_of":
      return JSON.stringify(facts.results().at(-1)?.name ?? "no result");
    case "tools":
      return JSON.stringify([...facts.tools()]);
    case "stream":
      return `${facts.streams()}`;
    case "response_format":
      return JSON.stringify(facts.format());
    default:
      return undefined;
  }
}

const LONGEST = 60;

function short(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
