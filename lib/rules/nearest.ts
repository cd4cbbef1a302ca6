/** Which rules came nearest to a request that none holds for, and why each does not: for who wrote them. */

import type { Condition } from "./conditions.ts";
import type { Facts } from "./facts.ts";
import type { Rule } from "./rule_set.ts";

/** So many rules are looked at; a person reads three. */
const MOST_LOOKED_AT = 2000;
const MOST_TOLD = 3;

/** A sentence for each of the nearest. `usedUp` are those that would hold, had they not answered as often as they may. */
export function nearestRules(
  rules: readonly Rule[],
  usedUp: ReadonlySet<Rule>,
  facts: Facts,
): readonly string[] {
  const near = rules.slice(0, MOST_LOOKED_AT).map((rule) => {
    const conditions = rule.conditions();
    const failed = conditions.filter((condition) => !condition.check(facts));
    return { rule, failed, held: conditions.length - failed.length };
  });
  near.sort((a, b) => a.failed.length - b.failed.length || b.held - a.held);
  return near.slice(0, MOST_TOLD).map(({ rule, failed }) => {
    const why = usedUp.has(rule)
      ? `it has answered ${rule.entry.times} times, and may no more`
      : failed.map((condition) => reason(condition, facts)).join(", and ");
    return `'${rule.name}': ${why}.`;
  });
}

function reason({ key, wanted }: Condition, facts: Facts): string {
  const found = foundFor(key, facts);
  const asked = short(JSON.stringify(wanted) ?? "");
  return `\`${key}\` asks for ${asked}${found === undefined ? "" : `, and it is ${short(found)}`}`;
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
