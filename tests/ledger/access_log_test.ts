/** A line for each request that has ended. */

import { assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { logLine } from "../../lib/ledger/access_log.ts";
import { createDepartures } from "../../lib/ledger/departures.ts";
import type { RequestSummary } from "../../lib/ledger/told_request.ts";
import { createLedger } from "../../lib/ledger/ledger.ts";

/** A stream of three tokens, as the ledger tells it when it has ended; `asked` says what its client sent. */
function summaryOf(asked: { model?: string; path?: string; client?: string }): RequestSummary {
  const summaries: RequestSummary[] = [];
  const ledger = createLedger(
    new FakeClock(),
    { entries: () => 10, saidBytes: () => 0 },
    (summary) => summaries.push(summary()),
  );
  const { model = "gpt-4o", path = "/v1/chat/completions", client } = asked;
  const headers = new Headers(client === undefined ? {} : { "user-agent": client });
  const request = ledger.opened({ id: "r1", method: "POST", path, headers });
  const usage = { promptTokens: 9, completionTokens: 3, reasoningTokens: 0 };
  request.asked({ dialect: "chat", model });
  request.planned({ model, usage, truncated: false }, "c1", "stream");
  request.answered(200);
  const departures = createDepartures();
  request.began?.(departures);
  for (const at of [400, 420, 440]) departures.add(1, at, at);
  assertEquals(summaries, []);
  request.ended("completed");
  request.acted("resume");
  assertEquals(summaries.length, 1);
  return summaries[0] as RequestSummary;
}

Deno.test("access log: a line says what was asked, how it ended, how long it took and at what speed", () => {
  assertEquals(
    logLine(summaryOf({ client: "curl/8" }), "text"),
    "2023-11-14T22:13:20.000Z POST /v1/chat/completions 200 completed gpt-4o 3 tokens 0.440 s first 0.400 s 50.0/s " +
      'client="curl/8"',
  );
});

Deno.test("access log: as JSON it is the ledger's summary", () => {
  const summary = summaryOf({});
  assertEquals(JSON.parse(logLine(summary, "json")), summary);
});

Deno.test("access log: what a client calls its model stays within the line and steers no terminal", () => {
  const summary = summaryOf({ model: "a\nb\u001b[2J\u0085\u2028c" });
  for (const form of ["text", "json"] as const) {
    // deno-lint-ignore no-control-regex
    assertEquals(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(logLine(summary, form)), false);
  }
  assertEquals(JSON.parse(logLine(summary, "json")).model, summary.model);
});
