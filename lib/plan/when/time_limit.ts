/** A script cut to what a time limit holds. */

import type { Settings } from "../../config/settings.ts";
import type { Tokenizer } from "../../tokens/tokenizer.ts";
import { countTokens, cutSegments, type Script, type Segment } from "../say/segments.ts";
import type { DueTimes } from "./schedule.ts";

/** A stream must have ended when the limit strikes, so the last token is due this long before. */
const LIMIT_MARGIN_MS = 25;

/** A script, and when each of its tokens is due. */
export interface TimedScript {
  readonly script: Script;
  readonly due: DueTimes;
  readonly truncated: boolean;
}

/**
 * Cuts a script to what its time limit holds. The truncation message is paced like all else, within the limit; where
 * it alone would take more than half of the time, its rest leaves with the last token.
 */
export function fitInTime(
  script: Script,
  due: DueTimes,
  settings: Settings,
  tokenizer: Tokenizer,
): TimedScript {
  const limitMs = Math.max(0, settings.max_stream_time_seconds * 1000 - LIMIT_MARGIN_MS);
  const fitting = tokensDueBy(limitMs, due, countTokens(script.segments));
  if (fitting === undefined) return { script, due, truncated: false };
  const message = settings.truncation_message === ""
    ? []
    : tokenizer.cut(settings.truncation_message);
  const room = fitting - message.reduce((sum, piece) => sum + piece.tokens, 0);
  const kept = cutSegments(script.segments, Math.max(room, Math.ceil(fitting / 2)));
  const segments: readonly Segment[] = message.length === 0 || kept.at(-1)?.kind === "call"
    ? kept
    : [...kept, { kind: "text", pieces: message }];
  return {
    script: { segments, ending: { reason: "length" } },
    due: (i) => Math.min(due(i), limitMs),
    truncated: true,
  };
}

/** How many of `total` tokens are due by `limitMs`; nothing where all are. Due times never fall, so halve and look. */
function tokensDueBy(limitMs: number, due: DueTimes, total: number): number | undefined {
  if (total === 0 || due(total - 1) <= limitMs) return undefined;
  let [low, high] = [0, total - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (due(middle) <= limitMs) low = middle + 1;
    else high = middle;
  }
  return low;
}
