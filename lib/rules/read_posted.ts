/** Rules that came over HTTP: checked as a file's are, and they read no files. */

import { z } from "zod";
import { boundProblems } from "../config/check.ts";
import { ConfigError, type ConfigProblem } from "../config/config_error.ts";
import { problemsOf } from "../config/problems.ts";
import { ruleReferences } from "../config/references.ts";
import { ruleProblems } from "../config/rules/rule_problems.ts";
import { postRulesBody, ruleEntry } from "../config/rules/rule_schema.ts";
import type { ConfigFile } from "../config/schema.ts";
import { FOR_ALL, type Posted } from "./posted.ts";

/** What `POST /rules` takes; throws `ConfigError`. The config says which responses and profiles there are. */
export function readPosted(
  body: unknown,
  config: ConfigFile,
): Posted & { readonly session: string } {
  refuse(boundProblems(body));
  refuse(problemsOf(postRulesBody, body));
  const { session = FOR_ALL, rules = [], unmatched } = postRulesBody.parse(body);
  refuse([...ruleReferences(rules, config), ...ruleProblems(rules, "http")]);
  return { session, rules, ...unmatched ? { unmatched } : {} };
}

/** Throws `ConfigError` where rules of `POST /config` are wrong apart from their shape. */
export function refuseBadRules(rules: unknown): void {
  const shape = z.array(ruleEntry).safeParse(rules);
  // Of a wrong shape the check of the whole speaks.
  if (shape.success) refuse(ruleProblems(shape.data, "http"));
}

function refuse([first, ...more]: readonly ConfigProblem[]): void {
  if (first) throw new ConfigError([first, ...more]);
}
