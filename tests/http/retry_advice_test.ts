/** What an error's headers tell of another try. */

import { assertEquals } from "@std/assert";
import { retryAdvice } from "../../lib/http/retry_advice.ts";

const NOW = Date.UTC(2026, 0, 1);

function read(headers: Record<string, string>, code?: string) {
  const error = { status: 429, message: "", ...code === undefined ? {} : { code } };
  return retryAdvice(error, new Headers(headers), NOW);
}

Deno.test("retryAdvice() reads seconds, milliseconds and dates; of two times it gives both", () => {
  const at = (ms: number) => ({ afterMs: { soonest: ms, latest: ms } });
  assertEquals(read({ "retry-after": "1.5" }), at(1500));
  assertEquals(read({ "retry-after-ms": "300" }), at(300));
  assertEquals(read({ "retry-after": new Date(NOW + 5000).toUTCString() }), at(5000));
  assertEquals(read({ "retry-after": new Date(NOW - 5000).toUTCString() }), at(0));
  assertEquals(read({ "retry-after": "1", "retry-after-ms": "300" }), {
    afterMs: { soonest: 300, latest: 1000 },
  });
  assertEquals(read({ "retry-after": "soon" }), {});
});

Deno.test("retryAdvice() reads whether another try is asked for, and the error's code", () => {
  assertEquals(read({ "x-should-retry": "false" }, "insufficient_quota"), {
    should: false,
    code: "insufficient_quota",
  });
  assertEquals(read({ "x-should-retry": "true" }), { should: true });
  assertEquals(read({ "x-should-retry": "maybe" }), {});
});
