/** Settings as JSON. */

import type { Work } from "../clock/work.ts";
import { isRecord } from "../is_record.ts";
import { sizeOf } from "./bounds.ts";

/** As `JSON.stringify`; `"inf"`, which a configuration takes, stands for infinity, which JSON has not. */
export function settingsText(value: unknown, space?: number): string {
  return JSON.stringify(value, (_, one) => one === Infinity ? "inf" : one, space);
}

/** What has no more keys and items is written in one go. */
const WRITTEN_AT_ONCE = 400;

/** As `settingsText`, of plain data that may be much. */
export function* writeSettings(value: unknown): Work<string> {
  const { keys } = sizeOf(value, WRITTEN_AT_ONCE);
  yield keys;
  if (keys <= WRITTEN_AT_ONCE) return settingsText(value);
  const parts: string[] = [];
  if (Array.isArray(value)) {
    for (const item of value) parts.push(yield* writeSettings(item ?? null));
    return `[${parts.join()}]`;
  }
  for (const [key, inner] of isRecord(value) ? Object.entries(value) : []) {
    if (inner !== undefined) parts.push(`${JSON.stringify(key)}:${yield* writeSettings(inner)}`);
  }
  return `{${parts.join()}}`;
}
