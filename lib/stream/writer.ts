/** How a wire protocol words what happens in a stream. `frames.ts` gives it times, counts its tokens and ends it by hand. */

import type { ApiErrorData } from "../api_error.ts";
import type { Usage } from "../plan/plan.ts";
import type { DeltaStep, EndStep } from "../plan/steps.ts";

/**
 * Writes one stream, from its beginning to its end; it may remember what it has written. Each text that it gives is one event, or
 * several that always leave together, with everything that belongs around them on the wire.
 */
export interface StreamWriter {
  /** What leaves as soon as the request is answered, before anything is said. */
  begin?(): readonly string[];
  /** What tells of a delta; nothing for one that this wire does not show. */
  delta(step: DeltaStep): readonly string[];
  /**
   * The end of all choices and of the stream. `usage` counts what was said. It may come before all deltas have: then the stream was
   * ended by hand.
   */
  end(ends: readonly EndStep[], usage: Usage): readonly string[];
  /** An error after the answer has begun, which ends the stream; absent where this wire has no words for that. */
  error?(error: ApiErrorData): readonly string[];
}
