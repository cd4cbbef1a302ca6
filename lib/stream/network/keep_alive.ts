/** Heartbeats: what leaves of a stream while it has nothing to say. */

import type { Settings } from "../../config/settings.ts";
import type { Frame } from "../frame.ts";
import type { Framing } from "../framing.ts";

/** How often where nothing says so: the default of the most used library of event streams (sse-starlette's `ping`). */
const USUAL_MS = 15_000;

/** One event of each kind (docs/wire.md §9). */
const HEARTBEATS = {
  comment: ": keep-alive\n\n",
  empty_data: "data: \n\n",
  ping: 'event: ping\ndata: {"type":"ping"}\n\n',
} as const;

/** What is said, and after how long a silence. */
export interface KeepAlive {
  readonly everyMs: number;
  readonly text: string;
}

/** The heartbeats that settings ask for; an empty line where the framing has no comments. */
export function keepAliveOf(
  { keep_alive, keep_alive_ms }: Pick<Settings, "keep_alive" | "keep_alive_ms">,
  framing: Framing,
): KeepAlive | undefined {
  if (keep_alive === undefined && keep_alive_ms === undefined) return undefined;
  const text = framing === "sse" ? HEARTBEATS[keep_alive ?? "comment"] : "\n";
  return { everyMs: keep_alive_ms ?? USUAL_MS, text };
}

/**
 * Puts a heartbeat wherever nothing leaves for so long, from the request or the response's head on. A silence without end has
 * heartbeats without end.
 */
export function* keptAlive(
  frames: Iterable<Frame>,
  { everyMs, text }: KeepAlive,
): Iterable<Frame> {
  let next = everyMs;
  for (const frame of frames) {
    // Before its head a response has no heartbeats.
    if (frame.kind !== "head") {
      for (; next < frame.at; next += everyMs) {
        yield { kind: "data", at: next, tokens: 0, data: text, silentUntil: frame.at };
      }
    }
    if (frame.kind === "data" || frame.kind === "head") next = frame.at + everyMs;
    yield frame;
  }
}
