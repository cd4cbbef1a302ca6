/** Asks the rules in force about one request. Loaded with the first rule. */

import type { Config, Overrides } from "../config/config.ts";
import type { Settings } from "../config/settings.ts";
import type { Clock } from "../clock/clock.ts";
import type { Turns } from "../clock/turns.ts";
import type { NearRule } from "../ledger/near_rule.ts";
import type { Prompt } from "../plan/prompt.ts";
import type { SaidPart } from "../plan/say/said_part.ts";
import { seededRandom } from "../random.ts";
import type { Shared } from "../shared/shared.ts";
import { misfitsOf, replyOf, saidParts, settingsOf } from "./answer.ts";
import { type Asked, type Facts, factsOf } from "./facts.ts";
import type { RulesInForce } from "./in_force.ts";
import { COUNTS } from "./posted.ts";
import { nearestInWords, nearestRules } from "./nearest.ts";
import { type Matched, matchedBy, type Rule } from "./rule_set.ts";
import { viewOf } from "./view.ts";

/** What rules come to. */
export type RuleAnswer =
  /** None holds, and the request is served as if there were none. */
  | ({ readonly kind: "none" } & Bent)
  /** None holds, and then nothing is to be served; why, rule by rule. */
  | { readonly kind: "refused"; readonly nearest: readonly string[] }
  | ({
    readonly kind: "ruled";
    readonly rule: string;
    /** What is said with the settings that hold then. */
    say(settings: Settings, prompt: Prompt): Said;
  } & Bent);

/** What rules make of a request beside what is said. */
export interface Bent {
  /** They are laid over those of the request, farthest first. */
  readonly settings: readonly Overrides[];
  /** The rules that went on to the next, in their order. */
  readonly bentBy: readonly string[];
}

/** What came near, for whoever asks later. */
export interface Weighed {
  near(): readonly NearRule[];
}

/** What a rule says. */
export interface Said {
  /** Absent: what would be said without the rule. */
  readonly reply?: readonly SaidPart[];
  /** What of it no service would say to this request. */
  readonly misfits: readonly string[];
}

/** What asking needs. */
export interface AskDeps {
  readonly clock: Clock;
  readonly turns: Turns;
  readonly newSeed: () => number;
}

/** Asks the rules in their order; the first that holds, is not used up and does not go on answers. `shared` is the session's. */
export async function askRules(
  { sets, unmatched }: RulesInForce,
  request: Omit<Asked, "request">,
  config: Config,
  shared: Pick<Shared, "count">,
  deps: AskDeps,
): Promise<RuleAnswer & Weighed> {
  const counts = sets.some(({ countsRequests }) => countsRequests);
  const number = counts ? await shared.count(REQUESTS) : 0;
  const asked = { ...request, request: number };
  const facts = factsOf(asked);
  const usedUp = new Set<Rule>();
  // Read anew when somebody asks: what has been read of the request need not be kept until then.
  const near = () => nearestRules(sets.flatMap(({ rules }) => rules), usedUp, factsOf(asked));
  const bending: Bending[] = [];
  for (const set of sets) {
    for (const rule of set.candidates(facts)) {
      if (deps.turns.spent()) await deps.turns.next();
      const matched = matchedBy(rule, facts);
      if (!matched) continue;
      const { times, then } = rule.entry;
      const nth = await shared.count(COUNTS + rule.key, times);
      if (nth > (times ?? Infinity)) usedUp.add(rule);
      else if (then === "go_on") bending.push({ rule, nth });
      else return { ...ruled(matched, nth, bending, facts, config, deps), near };
    }
  }
  if (unmatched === "serve") return { kind: "none", ...bentBy(bending), near };
  return { kind: "refused", nearest: nearestInWords(near()), near };
}

/** Under which the requests of a session are counted that were asked about, where a rule speaks of their number. */
const REQUESTS = "requests";

/** A rule that has its say and goes on to the next. */
interface Bending {
  readonly rule: Rule;
  /** Which of its answers this is, from 1. */
  readonly nth: number;
}

/** Of several the first has the last word. */
function bentBy(bending: readonly Bending[]): Bent {
  return {
    settings: bending.map(({ rule, nth }) => settingsOf(replyOf(rule.entry, nth))).reverse(),
    bentBy: bending.map(({ rule }) => rule.name),
  };
}

function ruled(
  { rule, groups }: Matched,
  nth: number,
  bending: readonly Bending[],
  facts: Facts,
  config: Config,
  { clock, newSeed }: AskDeps,
): RuleAnswer {
  const parts = replyOf(rule.entry, nth);
  const bent = bentBy(bending);
  return {
    kind: "ruled",
    rule: rule.name,
    ...bent,
    settings: [settingsOf(parts), ...bent.settings],
    say(settings, prompt) {
      const random = seededRandom(settings.seed ?? newSeed());
      const unixMs = clock.unixMs();
      const view = () => viewOf({ facts, groups, settings, counter: nth, unixMs, random });
      const user = facts.user().text;
      const reply = saidParts(parts, { view, user, texts: config.rules.texts });
      return reply ? { reply, misfits: misfitsOf(reply, prompt) } : { misfits: [] };
    },
  };
}
