/** What differs between two configurations, for people. */

import type { Work } from "../clock/work.ts";
import { NAMED_TABLES } from "./config_error.ts";
import { both, entriesOf } from "./differences.ts";
import type { ConfigFile } from "./schema.ts";

/** How each table of named entries calls one of them. */
const ENTRY_NAMES = {
  models: "model",
  profiles: "profile",
  traces: "trace",
  responses: "response",
  auto_response_length: "auto_response_length",
} as const;

/** Steps for an entry that is compared. */
const STEPS_AN_ENTRY = 4;

/** One line for each difference, such as "gpt-4: tokens_per_second 5 → 8" or "model x added". */
export function* changeLines(before: ConfigFile, after: ConfigFile): Work<readonly string[]> {
  const lines = [
    ...keyLines("server", before.server, after.server),
    ...clusterLines(before.cluster, after.cluster),
    ...keyLines("general", before.general, after.general),
  ];
  for (const table of NAMED_TABLES) {
    if (before[table] === after[table]) continue;
    for (const line of entryLines(table, before, after)) lines.push(line);
    yield Object.keys(after[table] ?? {}).length * STEPS_AN_ENTRY;
  }
  return [...lines, ...yield* ruleLines(before, after)];
}

/** Of the url it is told that it is another, since it may hold a password. */
function clusterLines(before: ConfigFile["cluster"] = {}, after: ConfigFile["cluster"] = {}) {
  const { url: old, ...was } = before;
  const { url, ...is } = after;
  return [...old === url ? [] : ["cluster: url changed"], ...keyLines("cluster", was, is)];
}

/** Rules have no names that they must have, so of them it is told how many are others. */
function* ruleLines(before: ConfigFile, after: ConfigFile): Work<readonly string[]> {
  const { unmatched: wasUnmatched } = before;
  const { unmatched } = after;
  const refusing = wasUnmatched === unmatched
    ? []
    : [`unmatched ${step(shown(wasUnmatched), shown(unmatched))}`];
  if (hasSameRules(before, after)) return refusing;
  const old = yield* writtenRules(before);
  const now = yield* writtenRules(after);
  const known = new Set(old);
  const others = now.filter((rule) => !known.has(rule)).length;
  yield now.length;
  if (others > 0) {
    const told = `rules: ${old.length} → ${now.length}, ${others} of them new or changed`;
    return [...refusing, told];
  }
  if (old.length !== now.length) return [...refusing, `rules: ${old.length} → ${now.length}`];
  const isSame = now.every((rule, i) => rule === old[i]) &&
    JSON.stringify(before.texts) === JSON.stringify(after.texts);
  return isSame ? refusing : [...refusing, "rules: changed"];
}

function hasSameRules(before: ConfigFile, after: ConfigFile): boolean {
  return (["rules", "moreRules", "texts"] as const).every((key) => before[key] === after[key]);
}

function* writtenRules({ rules = [], moreRules = [] }: ConfigFile): Work<readonly string[]> {
  const written: string[] = [];
  for (const rule of [...rules, ...moreRules.flatMap((more) => more.rules)]) {
    const json = JSON.stringify(rule);
    written.push(json);
    yield json.length / CHARACTERS_A_STEP;
  }
  return written;
}

/** Of JSON that is written. */
const CHARACTERS_A_STEP = 64;

/** The lines as one, the first few of many. */
export function changesInOneLine(lines: readonly string[], most = 5): string {
  if (lines.length === 0) return "nothing changed";
  const rest = lines.length - most;
  return lines.slice(0, most).join("; ") + (rest > 0 ? `; and ${rest} more` : "");
}

function entryLines(
  table: keyof typeof ENTRY_NAMES,
  before: ConfigFile,
  after: ConfigFile,
): readonly string[] {
  const [old, now] = [entriesOf(before[table]), entriesOf(after[table])];
  return both(old, now).flatMap((name) => {
    // A model is known by its name alone.
    const entry = `${ENTRY_NAMES[table]} ${name}`;
    if (!old.has(name)) return [`${entry} added`];
    if (!now.has(name)) return [`${entry} removed`];
    return keyLines(table === "models" ? name : entry, old.get(name), now.get(name));
  });
}

function keyLines(title: string, before: unknown, after: unknown): readonly string[] {
  const [old, now] = [entriesOf(before), entriesOf(after)];
  return both(old, now)
    .map((key) => ({ key, from: shown(old.get(key)), to: shown(now.get(key)) }))
    .filter(({ key, from, to }) =>
      from !== to || shownWhole(old.get(key)) !== shownWhole(now.get(key))
    )
    .map(({ key, from, to }) => `${title}: ${key} ${step(from, to)}`);
}

function step(from: string | undefined, to: string | undefined): string {
  if (from === undefined) return `set to ${to}`;
  return to === undefined ? `${from} removed` : `${from} → ${to}`;
}

const LONGEST_SHOWN = 40;

/** A value in a few characters: a long text by its length, and a list by its own, since it may be of API keys. */
function shown(value: unknown): string | undefined {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  const whole = shownWhole(value);
  const isLong = typeof value === "string" && value.length > LONGEST_SHOWN;
  return isLong ? `a text of ${value.length} characters` : whole;
}

function shownWhole(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return value === Infinity ? "inf" : JSON.stringify(value);
}
