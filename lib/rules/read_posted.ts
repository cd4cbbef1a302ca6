/** Rules that came over HTTP: checked as a file's are, and they read no files. */

import type { Work } from "../clock/work.ts";
import { boundProblems } from "../config/bounds.ts";
import { checkParts } from "../config/check_parts.ts";
import { ConfigError, type ConfigProblem } from "../config/config_error.ts";
import { ruleReferences } from "../config/references.ts";
import { ruleProblems } from "../config/rules/rule_problems.ts";
import { postRulesBody, type RuleEntry, ruleFile } from "../config/rules/rule_schema.ts";
import type { ConfigFile } from "../config/schema.ts";
import { FOR_ALL, type Posted } from "./posted.ts";

/** What was read of `POST /rules`. */
export type ReadRules = Posted & { readonly session: string };

/** What `POST /rules` takes; throws `ConfigError`. The config says which responses and profiles there are. */
export function* readPosted(body: unknown, config: ConfigFile): Work<ReadRules> {
  refuse(yield* boundProblems(body));
  const checked = yield* checkParts(postRulesBody(), body);
  refuse(checked.kind === "bad" ? checked.problems : []);
  const { session = FOR_ALL, unmatched, rules = [] } = checked.kind === "good" ? checked.data : {};
  refuse(yield* ruleReferences(rules, config));
  refuse(yield* ruleProblems(rules, "http"));
  return { session, rules, ...unmatched ? { unmatched } : {} };
}

/** Rules alone; throws `ConfigError` where they are wrong, but not for what they speak of. */
export function* readRules(list: unknown): Work<readonly RuleEntry[]> {
  const checked = yield* checkParts(ruleFile(), { rules: list });
  refuse(checked.kind === "bad" ? checked.problems : []);
  const { rules = [] } = checked.kind === "good" ? checked.data : {};
  refuse(yield* ruleProblems(rules, "http"));
  return rules;
}

function refuse([first, ...more]: readonly ConfigProblem[]): void {
  if (first) throw new ConfigError([first, ...more]);
}
