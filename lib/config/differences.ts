/** Which keys of a configuration are not as they were, for programs; `changes.ts` says it to people. */

import { isRecord } from "../is_record.ts";
import { NAMED_TABLES } from "./config_error.ts";
import type { ConfigFile } from "./schema.ts";

/** One key that is not as it was; `null` where it is not there. */
export interface Difference {
  /** The table that it is in, such as `["general"]` or `["models", "gpt-4"]`. */
  readonly table: readonly string[];
  readonly key: string;
  readonly was: unknown;
  readonly is: unknown;
}

/** Tables of settings. Rules have no keys, and `GET /rules` lists them. */
const TABLES = ["server", "general"] as const;

/** Every key that differs, in the order of the tables. An entry that is new or gone differs in each of its keys. */
export function differences(before: ConfigFile, after: ConfigFile): readonly Difference[] {
  return [
    ...TABLES.flatMap((table) => inTable([table], before[table], after[table])),
    ...NAMED_TABLES.flatMap((table) => {
      const [old, now] = [entriesOf(before[table]), entriesOf(after[table])];
      return both(old, now).flatMap((name) => inTable([table, name], old.get(name), now.get(name)));
    }),
  ];
}

function inTable(table: readonly string[], before: unknown, after: unknown): readonly Difference[] {
  if (before === after) return [];
  const [old, now] = [entriesOf(before), entriesOf(after)];
  return both(old, now)
    .map((key) => ({ table, key, was: old.get(key) ?? null, is: now.get(key) ?? null }))
    .filter(({ was, is }) => was !== is && written(was) !== written(is));
}

function written(value: unknown): string {
  return value === Infinity ? "inf" : JSON.stringify(value);
}

/** The entries of a table. */
export function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(isRecord(value) ? Object.entries(value) : []);
}

/** The names in either, once. */
export function both(
  a: ReadonlyMap<string, unknown>,
  b: ReadonlyMap<string, unknown>,
): readonly string[] {
  return [...new Set([...a.keys(), ...b.keys()])];
}
