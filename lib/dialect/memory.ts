/** What a service remembers of its completions. */

import type { StreamPlace } from "../clock/stream_clock.ts";
import type { Answer, RawRequest } from "./dialect.ts";

/** What a service does around its completions that no plan can know: what it remembers. */
export interface Memory<Body> {
  /** Whom a request asks that does not say; absent where each must. */
  modelOf?(request: RawRequest): Promise<string>;
  /** Completes a body with what is remembered; throws an `ApiError` where that is not there. */
  recall(body: Body): Promise<Body>;
  /** Remembers an answer to a request that arrived at `arrived`, on the clock. */
  keep(answer: Answer<Body>, arrived: number): Promise<void>;
  /** Remembers how the time of a kept answer goes from now on; `isEnded`: no more of it is said. */
  follow?(answer: Answer<Body>, place: StreamPlace, isEnded: boolean): void;
}
