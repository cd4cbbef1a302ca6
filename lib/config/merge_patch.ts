/** Edits of plain data by plain data: RFC 7396, JSON Merge Patch. */

import { isRecord } from "../is_record.ts";

/**
 * `target` as `patch` says: tables merge key by key, `null` takes a key away, anything else takes its place.
 * Neither argument is changed. https://www.rfc-editor.org/rfc/rfc7396
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const merged = new Map(isRecord(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || value === undefined) merged.delete(key);
    else merged.set(key, mergePatch(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
