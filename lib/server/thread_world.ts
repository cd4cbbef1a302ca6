/** What of the world a serving thread's state touches, in a real process. */

import type { Clock } from "../clock/clock.ts";
import { loadSpans } from "../ledger/spans.ts";
import { printLine } from "../platform/console.ts";
import type { Platform } from "../platform/platform.ts";
import type { ThreadWorld } from "./serving.ts";

/** Of a platform, with traces where somebody collects them. */
export async function threadWorld(
  { memory }: Pick<Platform, "memory">,
  clock: Clock,
): Promise<ThreadWorld> {
  const spans = await loadSpans(clock);
  return { memory, log: printLine, observers: spans ? [spans] : [] };
}
