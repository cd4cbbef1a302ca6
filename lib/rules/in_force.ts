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
  const setOfFiles = (files: ConfigRules): RuleSet => {
    const last = ofFiles?.files;
    if (!ofFiles || last?.own !== files.own || last.more !== files.more) {
      ofFiles = { files, set: createRuleSet(rulesOf(files)) };
    }
    return ofFiles.set;
  };
  const ofPosted = new WeakMap<Posted, RuleSet>();
  const setOfPosted = (posted: Posted): RuleSet => {
    const set = ofPosted.get(posted) ?? createRuleSet(sourcedRules(posted.rules, POSTED));
    ofPosted.set(posted, set);
    return set;
  };
  return (files, posted, session) => {
    const own = session === undefined ? undefined : posted.get(session);
    const all = posted.get(FOR_ALL);
    const sets = [
      ...own ? [setOfPosted(own)] : [],
      ...all ? [setOfPosted(all)] : [],
      setOfFiles(files),
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
