/** All that `POST /config` has set over a file, as one thing, so that it can be laid over another machine's file. */

import { isRecord } from "../is_record.ts";
import { mergePatch } from "./merge_patch.ts";
import type { ConfigPatch } from "./patch_from_request.ts";

/** What is taken away of a file, and what is set then: two merge patches that do what all edits in their order do. */
export interface Overlay {
  readonly removed: ConfigPatch;
  readonly set: ConfigPatch;
}

/** No edits. */
export const NO_OVERLAY: Overlay = { removed: {}, set: {} };

/** An overlay and one more edit. It grows with the keys that are edited, and not with how often they are. */
export function withEdit({ removed, set }: Overlay, edit: ConfigPatch): Overlay {
  const gone = new Map(Object.entries(removed));
  const kept = new Map(Object.entries(set));
  for (const [key, value] of Object.entries(edit)) {
    const before = kept.get(key);
    const wasGone = gone.get(key);
    if (value === null || value === undefined) {
      gone.set(key, null);
      kept.delete(key);
    } else if (!isRecord(value)) {
      kept.set(key, value);
    } else if (wasGone === null || (before !== undefined && !isRecord(before))) {
      // Nothing of the file's own table is left below it.
      gone.set(key, null);
      kept.set(key, mergePatch(before, value));
    } else {
      const inner = withEdit(
        { removed: isRecord(wasGone) ? wasGone : {}, set: isRecord(before) ? before : {} },
        value,
      );
      gone.set(key, inner.removed);
      kept.set(key, inner.set);
    }
  }
  return { removed: Object.fromEntries(gone), set: Object.fromEntries(kept) };
}

/** Whether nothing is edited. */
export function isEmptyOverlay({ removed, set }: Overlay): boolean {
  return Object.keys(removed).length === 0 && Object.keys(set).length === 0;
}
