/**
 * What is wrong with rules whose shape is right: what says two things at once, cannot be read, or could never be sent. Loaded only
 * for rules.
 */

import type { Work } from "../../clock/work.ts";
import { type ConfigProblem, MOST_LOOKED_FOR } from "../config_error.ts";
import { problemsOfWhen } from "./condition_problems.ts";
import { contentKeys, isContentKey, type ReplyPart, type RuleEntry } from "./rule_schema.ts";
import { templateProblem } from "./template.ts";

/** Where rules come from: what comes over HTTP reads no files. */
export type RuleOrigin = "file" | "http";

/** Steps for a rule, and for a template of it. */
const STEPS = 20;

/** Every problem of these rules. */
export function* ruleProblems(
  rules: readonly RuleEntry[],
  origin: RuleOrigin,
): Work<readonly ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  for (const [index, rule] of rules.entries()) {
    for (const one of yield* problemsOfRule(rule, origin, ["rules", String(index)])) {
      problems.push(one);
    }
    if (problems.length > MOST_LOOKED_FOR) break;
    yield STEPS;
  }
  return problems;
}

function* problemsOfRule(
  rule: RuleEntry,
  origin: RuleOrigin,
  path: readonly string[],
): Work<readonly ConfigProblem[]> {
  const { reply, replies } = rule;
  if (reply && replies) {
    return [{
      path: [...path, "replies"],
      text: "`reply` and `replies` stand together",
      remedy: "Put the one reply into the list of `replies`.",
    }];
  }
  if (!reply && !replies) {
    return [{
      path,
      text: "it says nothing",
      remedy: 'Give it a `reply`, as in [{ text = "Hi" }].',
    }];
  }
  const all = reply ? [{ parts: reply, path: [...path, "reply"] }] : (replies ?? []).map(
    (parts, i) => ({ parts, path: [...path, "replies", String(i)] }),
  );
  const problems = [...yield* problemsOfWhen(rule.when, [...path, "when"])];
  for (const { parts, path } of all) {
    for (const [i, part] of parts.entries()) {
      problems.push(...yield* problemsOfPart(part, origin, [...path, String(i)]));
    }
    problems.push(
      ...problemsTogether(parts, path),
      ...wordsOfBending(parts, rule, path),
      ...misfits(parts, rule, path),
    );
  }
  return problems;
}

function* problemsOfPart(
  part: ReplyPart,
  origin: RuleOrigin,
  path: readonly string[],
): Work<readonly ConfigProblem[]> {
  const said = saidKeys(part);
  if (said.length > 1) {
    const both = said.map((key) => `\`${key}\``).join(" and ");
    return [{ path, text: `${both} stand together`, remedy: "Make a part of each." }];
  }
  if (part.arguments !== undefined && part.call === undefined) {
    return [{ path: [...path, "arguments"], text: "nothing is called", remedy: "Add `call`." }];
  }
  if (origin === "http" && part.file !== undefined) {
    return [{
      path: [...path, "file"],
      text: "files are read for the config file's own rules alone",
      remedy: "Send the `text`.",
    }];
  }
  const problems: ConfigProblem[] = [];
  for (const key of ["text", "reasoning", "refusal", "json", "arguments"] as const) {
    problems.push(...yield* templateProblems(part[key], [...path, key]));
  }
  if (!/^[\w.:-]{1,128}$/.test(part.call ?? "a")) {
    problems.push({
      path: [...path, "call"],
      text: "a tool's name has letters, digits, - and _ alone, up to 128 of them",
    });
  }
  return problems;
}

function* templateProblems(
  value: unknown,
  path: readonly string[],
): Work<readonly ConfigProblem[]> {
  if (typeof value === "string") {
    const why = templateProblem(value);
    yield STEPS;
    return why === undefined ? [] : [{ path, text: `the template cannot be read: ${why}` }];
  }
  yield 1;
  if (typeof value !== "object" || value === null || value instanceof Date) return [];
  const problems: ConfigProblem[] = [];
  for (const [key, one] of Object.entries(value)) {
    problems.push(...yield* templateProblems(one, [...path, key]));
  }
  return problems;
}

/** What each part may say, and all of them together may not. */
function problemsTogether(
  parts: readonly ReplyPart[],
  path: readonly string[],
): readonly ConfigProblem[] {
  const settings = new Map<string, unknown>();
  for (const [i, part] of parts.entries()) {
    for (const [key, value] of Object.entries(part)) {
      if (isContentKey(key) || key === "arguments") continue;
      const before = settings.get(key);
      if (before !== undefined && JSON.stringify(before) !== JSON.stringify(value)) {
        return [{
          path: [...path, String(i), key],
          text: "another part has another value for it, and it holds for the whole answer",
          remedy: "Keep one of them.",
        }];
      }
      settings.set(key, value);
    }
  }
  const said = parts.flatMap(saidKeys).filter((key) => key !== "reasoning");
  if (!said.includes("refusal") || said.length === 1) return [];
  return [{ path, text: "a refusal says nothing else", remedy: "Give it a reply of its own." }];
}

/** Calls and thoughts that could not be sent to whom the rule is for. */
function misfits(
  parts: readonly ReplyPart[],
  { when }: RuleEntry,
  path: readonly string[],
): readonly ConfigProblem[] {
  const absent = [when?.not?.tools ?? []].flat();
  return parts.flatMap((part, i) => {
    const key = part.call === undefined ? "reasoning" : "call";
    if (part[key] === undefined) return [];
    const at = [...path, String(i), key];
    if (when?.dialect === "completions") {
      return [{ path: at, text: "completions have neither calls nor reasoning" }];
    }
    const isAbsent = absent.length === 1 && absent[0] === part.call;
    return isAbsent
      ? [{ path: at, text: "`when.not.tools` says that this tool is not offered" }]
      : [];
  });
}

/** A rule that lets the next one answer has nothing to say itself. */
function wordsOfBending(
  parts: readonly ReplyPart[],
  { then }: RuleEntry,
  path: readonly string[],
): readonly ConfigProblem[] {
  if (then === undefined) return [];
  return parts.flatMap((part, i) =>
    saidKeys(part).map((key) => ({
      path: [...path, String(i), key],
      text: 'with `then = "go_on"` another rule says what is said',
      remedy: `Take \`${key}\` away and keep the settings, or take \`then\` away.`,
    }))
  );
}

/** The keys of a part that say something. */
function saidKeys(part: ReplyPart): readonly string[] {
  const given: Readonly<Record<string, unknown>> = part;
  return contentKeys().filter((key) => given[key] !== undefined);
}
