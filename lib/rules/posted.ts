/** Rules that were sent while the server runs; plain data, so that all threads have the same. */

import type { RuleEntry } from "../config/rules/rule_schema.ts";

/** What was sent for one session, or for all. */
export interface Posted {
  /** The newest first. */
  readonly rules: readonly RuleEntry[];
  readonly unmatched?: "serve" | "refuse";
}

/** By session; "" is for all. */
export type PostedRules = ReadonlyMap<string, Posted>;

/** Holds the posted rules of one thread; all threads are given the same. */
export interface PostedHolder {
  current(): PostedRules;
  put(rules: PostedRules): void;
}

/** A holder of no rules yet. */
export function createPostedHolder(): PostedHolder {
  let posted: PostedRules = new Map();
  return {
    current: () => posted,
    put(rules) {
      posted = rules;
    },
  };
}

/** Where such a rule is from. */
export const POSTED = "posted";

/** What the name begins with under which it is counted how often a rule has held in a session. */
export const COUNTS = "rule/";

/** What is for every session. */
export const FOR_ALL = "";

/** So many sessions have rules of their own; the one that was sent some the longest ago goes first. */
const MOST_SESSIONS = 1000;

/** Puts rules in front of those that were sent before. */
export function withPosted(all: PostedRules, session: string, more: Posted): PostedRules {
  const before = all.get(session);
  const next = new Map(all);
  next.delete(session);
  next.set(session, {
    ...before,
    ...more,
    rules: [...more.rules, ...before?.rules ?? []],
  });
  const oldest = [...next.keys()].filter((one) => one !== FOR_ALL);
  for (const one of oldest.slice(0, Math.max(0, oldest.length - MOST_SESSIONS))) next.delete(one);
  return next;
}

/** Takes away what was sent for a session, or for all; with a name, only the rules that are called so. Gives the same where there is nothing. */
export function withoutPosted(all: PostedRules, session: string, name?: string): PostedRules {
  const before = all.get(session);
  if (!before) return all;
  const next = new Map(all);
  next.delete(session);
  return name === undefined ? next : next.set(session, {
    ...before,
    rules: before.rules.filter((rule) => rule.name !== name),
  });
}
