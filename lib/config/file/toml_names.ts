/** What people write as names in TOML, and mean otherwise: dots without quotes, the same thing twice. */

import { FORBIDDEN_NAME, forbiddenName } from "../check.ts";
import { type ConfigProblem, namedTables, tomlKey } from "../config_error.ts";
import { pathKey, pathOf } from "./locate_key.ts";
import type { TomlEntry } from "./toml_scan.ts";

/** One place where a name with dots stands without quotes. */
export interface UnquotedName {
  readonly entry: TomlEntry;
  /** The name as it was meant, in quotes: `models."gpt-3.5-turbo"`. */
  readonly meant: string;
}

/**
 * The names under `[models]` and its like that TOML takes apart: a bare key stops at a dot, so `[models.gpt-3.5-turbo]`
 * is a model named `gpt-3` that holds `5-turbo`.
 */
export function unquotedNames(entries: readonly TomlEntry[]): readonly UnquotedName[] {
  return entries.flatMap((entry) => {
    const path = pathOf(entry);
    // After the name stands nothing if the entry holds the whole table, and one setting otherwise.
    const settings = entry.holds === "table" ? 0 : 1;
    const isWhole = path.length <= 2 + settings || entry.holds === "list_item";
    if (!namedTables.has(path[0] ?? "") || entry.table.length > 1 || isWhole) return [];
    const name = path.slice(1, path.length - settings).join(".");
    const written = [...path.slice(0, 1), name, ...path.slice(path.length - settings)];
    return [{ entry, meant: tomlKey(written.slice(entry.table.length)) }];
  });
}

/** The text with those names in quotes; every line stays where it was. */
export function withQuotes(text: string, names: readonly UnquotedName[]): string {
  return names.toReversed().reduce(
    (rest, { entry, meant }) => rest.slice(0, entry.start) + meant + rest.slice(entry.end),
    text,
  );
}

/** What is defined twice, which the parser would take the last of; and the one name that JavaScript keeps for itself. */
export function nameProblems(entries: readonly TomlEntry[]): readonly ConfigProblem[] {
  const first = new Map<string, number>();
  return entries.filter((entry) => entry.holds !== "list_item").flatMap((entry) => {
    const { line } = entry;
    const path = pathOf(entry);
    if (path.includes(FORBIDDEN_NAME)) return [{ ...forbiddenName(path), line }];
    const before = first.get(pathKey(path));
    if (before === undefined) first.set(pathKey(path), line);
    if (before === undefined || isInList(entry, entries)) return [];
    return [{
      path,
      line,
      text: `defined twice, first on line ${before}`,
      remedy: "Keep one of them.",
    }];
  });
}

/** Items of a list of tables repeat their keys rightly. */
function isInList(entry: TomlEntry, entries: readonly TomlEntry[]): boolean {
  const path = pathOf(entry);
  return entries.some((other) =>
    other.holds === "list_item" && other.name.every((part, i) => part === path[i])
  );
}
