/** Rules that came over HTTP: checked as a file's are, and they read no files. */

import { z } from "zod";
import { isRecord } from "../is_record.ts";
import type { Work } from "../clock/work.ts";
import { boundProblems } from "../config/check.ts";
import { ConfigError, type ConfigProblem } from "../config/config_error.ts";
import { problemsIn } from "../config/problems.ts";
import { ruleReferences } from "../config/references.ts";
import { ruleProblems } from "../config/rules/rule_problems.ts";
import { postRulesBody, type RuleEntry, ruleEntry } from "../config/rules/rule_schema.ts";
import type { ConfigFile } from "../config/schema.ts";
import { FOR_ALL, type Posted } from "./posted.ts";

/** What was read of `POST /rules`. */
export type ReadRules = Posted & { readonly session: string };

/** What `POST /rules` takes; throws `ConfigError`. The config says which responses and profiles there are. */
export function* readPosted(body: unknown, config: ConfigFile): Work<ReadRules> {
  refuse(boundProblems(body));
  const list = isRecord(body) && Array.isArray(body.rules) ? body.rules : [];
  const head = postRulesBody.safeParse(
    list.length > 0 ? { ...(isRecord(body) ? body : {}), rules: [] } : body,
  );
  const read = yield* readRules(list);
  const issues = [...read.issues, ...head.error?.issues ?? []];
  if (issues.length > 0) refuse(problemsIn(new z.ZodError(issues), postRulesBody, body));
  const { session = FOR_ALL, unmatched } = head.data ?? {};
  refuse(ruleReferences(read.rules, config));
  yield read.rules.length;
  refuse(ruleProblems(read.rules, "http"));
  yield read.rules.length;
  return { session, rules: read.rules, ...unmatched ? { unmatched } : {} };
}

/** Rules that are checked in one go, and the steps that one takes: 30 µs. */
const RULES_AT_ONCE = 100;
const STEPS_A_RULE = 30;

/** Checks rules some at a time, which is as if it were all at once. */
function* readRules(list: readonly unknown[]) {
  const rules: RuleEntry[] = [];
  const issues: z.core.$ZodIssue[] = [];
  for (let at = 0; at < list.length; at += RULES_AT_ONCE) {
    const some = list.slice(at, at + RULES_AT_ONCE);
    const { data = [], error } = z.array(ruleEntry).safeParse(some);
    for (const rule of data) rules.push(rule);
    for (const { path: [i, ...inner], ...issue } of error?.issues ?? []) {
      issues.push({ ...issue, path: ["rules", at + Number(i), ...inner] });
    }
    yield some.length * STEPS_A_RULE;
  }
  return { rules, issues };
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
