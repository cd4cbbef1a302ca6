/** Ends serving without cutting anybody off at once. */

import type { Clock } from "../clock/clock.ts";
import type { Listening } from "../platform/platform.ts";
import type { OpenStreams } from "../stream/open_streams.ts";

/** Takes no new requests, gives open streams so many seconds, then breaks what is left. */
export async function drain(
  listening: Listening,
  streams: OpenStreams,
  seconds: number,
  clock: Clock,
): Promise<void> {
  const closed = listening.close();
  const late = Promise.withResolvers<void>();
  const alarm = clock.wakeAt(clock.now() + seconds * 1000, late.resolve);
  await Promise.race([closed, late.promise]);
  clock.cancel(alarm);
  streams.drop();
}
