/** Holds an answer back until there is what was asked for. */

import { z } from "zod";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { ControlEvent } from "../../lib/shared/control_plane.ts";

/** The longest that `wait` may hold an answer back. */
const LONGEST_WAIT_SECONDS = 600;

/** `wait` of a query: how many seconds an answer may be held back. */
export const waitSeconds = z.coerce.number().min(0).max(LONGEST_WAIT_SECONDS).default(0);

/** What is waited for, and for how long. */
interface Wait<T> {
  /** Zero does not wait. */
  readonly waitMs: number;
  readonly look: () => Promise<T>;
  readonly isEnough: (seen: T) => boolean;
  /** Whether another look may be worth it. */
  readonly concerns: (event: ControlEvent) => boolean;
  /** Aborted when the client that waits has gone. */
  readonly signal: AbortSignal;
}

/** What is seen as soon as it is enough, or when the time is up. */
export async function waitFor<T>({ control, clock }: Deps, wait: Wait<T>): Promise<T> {
  const { waitMs, look, isEnough, concerns, signal } = wait;
  if (waitMs === 0) return await look();
  let isOver = false;
  let news = Promise.withResolvers<void>();
  const end = () => {
    isOver = true;
    news.resolve();
  };
  const stop = await control.subscribe((event) => {
    if (event.kind === "closing") end();
    else if (concerns(event)) news.resolve();
  });
  const alarm = clock.wakeAt(clock.now() + waitMs, end);
  signal.addEventListener("abort", end);
  // Whoever left while it was subscribed is not told of it again.
  if (signal.aborted) end();
  try {
    for (;;) {
      const seen = await look();
      if (isOver || isEnough(seen)) return seen;
      await news.promise;
      news = Promise.withResolvers();
    }
  } finally {
    clock.cancel(alarm);
    signal.removeEventListener("abort", end);
    await stop();
  }
}

/** Whether an event is about a request or a stream of a session; without one, of any. */
export function concerning(session: string | undefined): (event: ControlEvent) => boolean {
  return (event) => {
    if (event.kind === "request") return !session || event.request.session === session;
    return event.kind === "stream" && (!session || event.stream.session === session);
  };
}
