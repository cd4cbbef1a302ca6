/** The network between a service and its client, below all protocols: held back and let go, kept alive, worded by the grammar. */

import type { Settings } from "../../config/settings.ts";
import type { Framing } from "../framing.ts";
import { composed, type Hazard } from "../hazard.ts";
import { flushedEvery, inBursts } from "./bursts.ts";
import { keepAliveOf, keptAlive } from "./keep_alive.ts";
import { isPlain, restyled } from "./sse_text.ts";

/** What the settings ask of the network for a stream; nothing where they ask for nothing. */
export function networkOf(settings: Settings, framing: Framing): Hazard | undefined {
  const { burst = 1, burst_ms } = settings;
  const keepAlive = keepAliveOf(settings, framing);
  const hazards: readonly (Hazard | undefined)[] = [
    burst > 1 ? (frames) => inBursts(frames, burst) : undefined,
    burst_ms === undefined ? undefined : (frames) => flushedEvery(frames, burst_ms),
    keepAlive && ((frames) => keptAlive(frames, keepAlive)),
    framing !== "sse" || isPlain(settings) ? undefined : (frames) => restyled(frames, settings),
  ];
  const asked = hazards.filter((hazard) => hazard !== undefined);
  return asked.length === 0 ? undefined : composed(asked);
}

/** A connection that stays open behind the last event, until the client leaves. */
export const lingering: Hazard = function* (frames) {
  for (const frame of frames) {
    yield frame;
    if (frame.kind === "close" || frame.kind === "break") return;
  }
  yield { kind: "data", at: Infinity, tokens: 0, data: "" };
};
