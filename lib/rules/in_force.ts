/** Which rules hold for a session: its own, those that were sent for all, and the files'. */

import type { Turns } from "../clock/turns.ts";
import { doInTurns, type Work } from "../clock/work.ts";
import type { ConfigRules } from "../config/config.ts";
import type { RuleEntry } from "../config/rules/rule_schema.ts";
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
) => Promise<RulesInForce>;

/** Makes a finder, which makes each set of rules once, in as many turns as that takes. */
export function createFindRules(turns: Turns): FindRules {
  // An edit of another table makes a configuration anew, and leaves its rules as they are.
  let ofFiles: { readonly files: ConfigRules; readonly set: Promise<RuleSet> } | undefined;
  const setOfFiles = (files: ConfigRules): Promise<RuleSet> => {
    const last = ofFiles?.files;
    if (!ofFiles || last?.own !== files.own || last.more !== files.more) {
      ofFiles = { files, set: doInTurns(setOf(sourcesOf(files)), turns) };
    }
    return ofFiles.set;
  };
  const ofPosted = new WeakMap<Posted, Promise<RuleSet>>();
  const setOfPosted = (posted: Posted): Promise<RuleSet> => {
    const source = { name: POSTED, rules: posted.rules };
    const set = ofPosted.get(posted) ?? doInTurns(setOf([source]), turns);
    ofPosted.set(posted, set);
    return set;
  };
  return async (files, posted, session) => {
    const own = session === undefined ? undefined : posted.get(session);
    const all = posted.get(FOR_ALL);
    const sets = await Promise.all([
      ...own ? [setOfPosted(own)] : [],
      ...all ? [setOfPosted(all)] : [],
      setOfFiles(files),
    ]);
    const unmatched = own?.unmatched ?? all?.unmatched ?? files.unmatched;
    return { sets, unmatched };
  };
}

/** Where rules are from. */
interface Source {
  readonly name: string;
  readonly rules: readonly RuleEntry[];
}

function sourcesOf({ own, more }: ConfigRules): readonly Source[] {
  return [
    { name: "config.toml", rules: own },
    ...more.map(({ path, rules }) => ({ name: path, rules })),
  ];
}

function* setOf(sources: readonly Source[]): Work<RuleSet> {
  const all: (readonly SourcedRule[])[] = [];
  for (const { name, rules } of sources) all.push(yield* sourcedRules(rules, name));
  return yield* createRuleSet(all.flat());
}
