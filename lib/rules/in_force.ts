/** Which rules hold for a session: its own, those that were sent for all, and the files'. */

import type { ConfigRules } from "../config/config.ts";
import { FOR_ALL, POSTED, type Posted, type PostedRules } from "./posted.ts";
import { createRuleSet, type RuleSet, type SourcedRule, sourcedRules } from "./rule_set.ts";

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
  // An edit of another table makes a configuration anew, and leaves its rules as they are.
  let ofFiles: { readonly files: ConfigRules; readonly set: RuleSet } | undefined;
  const setOf = (files: ConfigRules): RuleSet => {
    const last = ofFiles?.files;
    if (!ofFiles || last?.own !== files.own || last.more !== files.more) {
      ofFiles = { files, set: createRuleSet(rulesOf(files)) };
    }
    return ofFiles.set;
  };
  const ofPosted = new WeakMap<Posted, RuleSet>();
  return (files, posted, session) => {
    const own = session === undefined ? undefined : posted.get(session);
    const all = posted.get(FOR_ALL);
    const sets = [
      ...own ? [made(ofPosted, own, () => sourcedRules(own.rules, POSTED))] : [],
      ...all ? [made(ofPosted, all, () => sourcedRules(all.rules, POSTED))] : [],
      setOf(files),
    ];
    const unmatched = own?.unmatched ?? all?.unmatched ?? files.unmatched;
    return { sets, unmatched };
  };
}

function rulesOf({ own, more }: ConfigRules): readonly SourcedRule[] {
  return [
    ...sourcedRules(own, "config.toml"),
    ...more.flatMap(({ path, rules }) => sourcedRules(rules, path)),
  ];
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
