/** How long a client may keep this server waiting for what it has begun to send. */

import { STATUS_CODE } from "@std/http/status";
import { ApiError } from "../api_error.ts";
import type { Clock } from "../clock/clock.ts";

/** Waits for `reading`, but no longer than `ms`: then it rejects with the 408. */
export type Patience = <T>(reading: Promise<T>, ms: number) => Promise<T>;

/** The patience of a server whose clients are real. */
export function patienceBy(clock: Clock): Patience {
  return (reading, ms) =>
    new Promise((resolve, reject) => {
      const alarm = clock.wakeAt(clock.now() + ms, () => reject(tooSlow(ms)));
      const inTime = <T>(settle: (how: T) => void) => (how: T) => {
        clock.cancel(alarm);
        settle(how);
      };
      reading.then(inTime(resolve), inTime(reject));
    });
}

function tooSlow(ms: number): ApiError {
  return new ApiError({
    status: STATUS_CODE.RequestTimeout,
    message: `Cannot wait longer for the request body: it did not come within ${ms / 1000} s.`,
    code: "request_timeout",
    headers: { connection: "close" },
  });
}
