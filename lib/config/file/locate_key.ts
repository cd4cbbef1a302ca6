/** Where in a text a key stands. */

import type { TomlEntry } from "./toml_entries.ts";

/** Gives the line of the key that a path leads to, or of the nearest table around it. */
export function lineFinder(
  entries: readonly TomlEntry[],
): (path: readonly string[]) => number | undefined {
  const lines = new Map<string, number>();
  for (const entry of entries) {
    const key = pathKey(pathOf(entry));
    if (!lines.has(key)) lines.set(key, entry.line);
  }
  return (path) => {
    for (let length = path.length; length > 0; length--) {
      const line = lines.get(pathKey(path.slice(0, length)));
      if (line !== undefined) return line;
    }
    return undefined;
  };
}

/** Where an entry stands, from the top of the file. */
export function pathOf(entry: TomlEntry): readonly string[] {
  return entry.path ?? [...entry.table, ...entry.name];
}

/** A path as one string; different paths give different ones. */
function pathKey(path: readonly string[]): string {
  return JSON.stringify(path);
}
