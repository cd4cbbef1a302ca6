/** Which rules hold for a session: its own, those that were sent for all, and the files'. */

import type { ConfigRules } from "../config/config.ts";
import { FOR_ALL, type Posted, type PostedRules } from "./posted.ts";
import { createRuleSet, type RuleSet, sourcedRules } from "./rule_set.ts";

/** The rules of one session. */
export interface RulesInForce {
  /** In the order in which they are tried. */
  readonly sets: readonly RuleSet[];
  readonly unmatched: "serve" | "refuse";
}

/** Finds the rules of a session. */
export type FindRules = (
  files: ConfigRules,
  posted: PostedRules,
  session: string | undefined,
) => RulesInForce;

/** Makes a finder, which makes each set of rules once. */
export function createFindRules(): FindRules {
  const ofFiles = new WeakMap<ConfigRules, RuleSet>();
  const ofPosted = new WeakMap<Posted, RuleSet>();
  return (files, posted, session) => {
    const own = session === undefined ? undefined : posted.get(session);
    const all = posted.get(FOR_ALL);
    const sets = [
      ...own ? [made(ofPosted, own, () => sourcedRules(own.rules, "posted"))] : [],
      ...all ? [made(ofPosted, all, () => sourcedRules(all.rules, "posted"))] : [],
      made(ofFiles, files, () => [
        ...sourcedRules(files.own, "config.toml"),
        ...files.more.flatMap(({ path, rules }) => sourcedRules(rules, path)),
      ]),
    ];
    const unmatched = own?.unmatched ?? all?.unmatched ?? files.unmatched;
    return { sets, unmatched };
  };
}

function made<K extends object>(
  kept: WeakMap<K, RuleSet>,
  key: K,
  rules: () => Parameters<typeof createRuleSet>[0],
): RuleSet {
  const set = kept.get(key) ?? createRuleSet(rules());
  kept.set(key, set);
  return set;
}
