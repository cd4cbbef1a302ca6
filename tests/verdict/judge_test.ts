/** Each finding, wrong and right, from evidence alone. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Evidence } from "../../lib/ledger/evidence.ts";
import type { RetryAdvice } from "../../lib/ledger/observer.ts";
import { FINDING_KINDS } from "../../lib/verdict/finding.ts";
import { asText, judge } from "../../lib/verdict/judge.ts";
import { thresholds } from "../../lib/verdict/thresholds.ts";

/** A request that was answered whole, at once, 10 ms after it began. */
function request(more: Partial<Evidence> & { at: number }): Evidence {
  const { at, ...rest } = more;
  return {
    id: `r${at}`,
    session: "t",
    method: "POST",
    path: "/v1/chat/completions",
    bodyHash: 1,
    bodyBytes: 100,
    idempotencyKey: null,
    startedUnixMs: at,
    answeredMs: 10,
    endedMs: 10,
    status: 200,
    outcome: "completed",
    delivery: "at_once",
    advice: null,
    tokens: 10,
    plannedTokens: 10,
    longestWaitMs: 0,
    reader: null,
    actions: [],
    ...rest,
  };
}

const failed = (
  at: number,
  status: number,
  advice: RetryAdvice = {},
  more: Partial<Evidence> = {},
) => request({ at, status, outcome: "error", advice, tokens: 0, plannedTokens: null, ...more });

const told = (ms: number): RetryAdvice => ({ afterMs: { soonest: ms, latest: ms } });

const stream = (at: number, more: Partial<Evidence> = {}) =>
  request({ at, delivery: "stream", ...more });

const open = (at: number, more: Partial<Evidence> = {}) =>
  stream(at, { outcome: "open", endedMs: null, tokens: 5, ...more });

const stopped = (at_ms: number, at_token: number) => [{ at_ms, at_token, action: "mark stop" }];

/** The kinds that are found, at the moment `now`. */
function found(requests: readonly Evidence[], now = 1_000_000, given: object = {}): string[] {
  const measure = { thresholds: thresholds.parse(given), ignored: [], unixMs: now };
  return judge(requests, measure).findings.map(({ kind }) => kind);
}

/** Attempts that fail with 503 at these moments, and one that does not. */
const attempts = (...at: readonly number[]) =>
  at.map((at, i, all) => i === all.length - 1 ? request({ at }) : failed(at, 503));

const CASES: Readonly<Record<string, readonly (readonly [string, boolean, () => string[]])[]>> = {
  retried_too_early: [
    ["half of the time", true, () => found([failed(0, 429, told(1000)), request({ at: 510 })])],
    ["as it was told", false, () => found([failed(0, 429, told(1000)), request({ at: 1010 })])],
    ["5 % early", false, () => found([failed(0, 429, told(1000)), request({ at: 960 })])],
    ["6 % early", true, () => found([failed(0, 429, told(1000)), request({ at: 949 })])],
    ["20 ms early", false, () => found([failed(0, 429, told(100)), request({ at: 90 })])],
    [
      "side by side",
      false,
      () => found([failed(0, 429, told(1000), { endedMs: 100 }), request({ at: 50 })]),
    ],
    [
      "within the millisecond in which the first was over",
      true,
      () => found([failed(0, 429, told(1000), { endedMs: 1.2 }), request({ at: 1 })]),
    ],
    ["told nothing", false, () => found([failed(0, 429), request({ at: 11 })])],
    ["the sooner of two times", false, () =>
      found([
        failed(0, 429, { afterMs: { soonest: 300, latest: 1000 } }),
        request({ at: 310 }),
      ])],
    [
      "another body",
      false,
      () => found([failed(0, 429, told(1000)), request({ at: 20, bodyHash: 2 })], 500),
    ],
    [
      "with a threshold of its own",
      false,
      () => found([failed(0, 429, told(1000)), request({ at: 510 })], 1e6, { early_percent: 60 }),
    ],
  ],
  retried_too_late: [
    [
      "eleven times, and over 5 s",
      true,
      () => found([failed(0, 503, told(1000)), request({ at: 11_100 })]),
    ],
    ["nine times", false, () => found([failed(0, 503, told(1000)), request({ at: 9000 })])],
    [
      "fifty times, but within 5 s",
      false,
      () => found([failed(0, 503, told(100)), request({ at: 5000 })]),
    ],
  ],
  no_retry: [
    ["nobody came for 5 s", true, () => found([failed(0, 503)], 5010)],
    ["not yet 5 s", false, () => found([failed(0, 503)], 5009)],
    ["5 s after the time that it was told", true, () => found([failed(0, 429, told(3000))], 8010)],
    ["that time is not over", false, () => found([failed(0, 429, told(3000))], 8009)],
    [
      "a connection that broke before the head",
      true,
      () => found([failed(0, 200, {}, { status: null, outcome: "fault" })]),
    ],
    ["who tried again may give up", false, () => found([failed(0, 503), failed(500, 503)])],
    ["it was told not to", false, () => found([failed(0, 503, { should: false })])],
    ["nothing of the kind asks for it", false, () => found([failed(0, 400)])],
    ["a quota", false, () => found([failed(0, 429, { code: "insufficient_quota" })])],
  ],
  retried_in_vain: [
    ...[400, 401, 403, 404, 422].map((status) =>
      [`${status}`, true, () => found([failed(0, status), request({ at: 500 })])] as const
    ),
    [
      "a quota",
      true,
      () => found([failed(0, 429, { code: "insufficient_quota" }), request({ at: 500 })]),
    ],
    ["a 429 of rate", false, () => found([failed(0, 429), request({ at: 500 })])],
    ["with another body", false, () => found([failed(0, 400), request({ at: 500, bodyHash: 2 })])],
    [
      "a body that was refused unread is known by its length",
      true,
      () => found([failed(0, 401, {}, { bodyHash: null }), request({ at: 500 })]),
    ],
    [
      "of another length",
      false,
      () => found([failed(0, 401, {}, { bodyHash: null }), request({ at: 500, bodyBytes: 99 })]),
    ],
    ["a 409", false, () => found([failed(0, 409), request({ at: 500 })])],
  ],
  retry_storm: [
    [
      "eleven in 10 s",
      true,
      () => found(attempts(...Array.from({ length: 12 }, (_, i) => i * i * 70))),
    ],
    [
      "ten in 10 s",
      false,
      () => found(attempts(...Array.from({ length: 11 }, (_, i) => i * i * 70))),
    ],
    [
      "eleven in 20 s",
      false,
      () => found(attempts(...Array.from({ length: 12 }, (_, i) => i * i * 160))),
    ],
  ],
  no_backoff: [
    ["four even gaps", true, () => found(attempts(0, 500, 1000, 1500, 2000))],
    ["three even gaps", false, () => found(attempts(0, 500, 1000, 1500))],
    ["twice as long each time", false, () => found(attempts(0, 500, 1500, 3500, 7500))],
    ["even in the end", true, () => found(attempts(0, 100, 1100, 2100, 3100, 4100))],
    [
      "as they were told",
      false,
      () => found([0, 510, 1020, 1530, 2040].map((at) => failed(at, 503, told(500)))),
    ],
  ],
  new_idempotency_key: [
    ["another", true, () =>
      found([
        failed(0, 503, {}, { idempotencyKey: "a" }),
        request({ at: 500, idempotencyKey: "b" }),
      ])],
    [
      "none",
      true,
      () => found([failed(0, 503, {}, { idempotencyKey: "a" }), request({ at: 500 })]),
    ],
    ["the same", false, () =>
      found([
        failed(0, 503, {}, { idempotencyKey: "a" }),
        request({ at: 500, idempotencyKey: "a" }),
      ])],
    ["never one", false, () => found([failed(0, 503), request({ at: 500 })])],
    ["after the client's own timeout", true, () =>
      found([
        failed(0, 0, {}, { status: null, outcome: "client_left", idempotencyKey: "a" }),
        request({ at: 500, idempotencyKey: "b" }),
      ])],
    ["after Stop", false, () =>
      found([
        stream(0, { outcome: "client_left", idempotencyKey: "a" }),
        request({ at: 500, idempotencyKey: "b" }),
      ])],
  ],
  tokens_after_stop: [
    [
      "one token",
      true,
      () => found([stream(0, { outcome: "client_left", tokens: 6, actions: stopped(5, 5) })]),
    ],
    [
      "none",
      false,
      () => found([stream(0, { outcome: "client_left", tokens: 5, actions: stopped(5, 5) })]),
    ],
    [
      "one is allowed",
      false,
      () =>
        found([stream(0, { outcome: "client_left", tokens: 6, actions: stopped(5, 5) })], 1e6, {
          tokens_after_stop: 1,
        }),
    ],
    [
      "another mark",
      false,
      () =>
        found([
          stream(0, { tokens: 6, actions: [{ at_ms: 5, at_token: 5, action: "mark seen" }] }),
        ]),
    ],
  ],
  left_open: [
    ["5 s after Stop it is open", true, () => found([open(0, { actions: stopped(100, 5) })], 5101)],
    ["not yet 5 s", false, () => found([open(0, { actions: stopped(100, 5) })], 5100)],
    [
      "closed at once",
      false,
      () =>
        found([
          stream(0, { outcome: "client_left", tokens: 5, endedMs: 110, actions: stopped(100, 5) }),
        ]),
    ],
    [
      "closed late",
      true,
      () =>
        found([
          stream(0, { outcome: "client_left", tokens: 5, endedMs: 6000, actions: stopped(100, 5) }),
        ]),
    ],
    [
      "unread after its last event was due",
      true,
      () => found([open(0, { tokens: 10, reader: { unreadMs: 5001, overdueMs: 5001 } })]),
    ],
    [
      "its last event is not due",
      false,
      () => found([open(0, { tokens: 10, reader: { unreadMs: 5001, overdueMs: -100 } })]),
    ],
    [
      "the client waits for what the weather holds back",
      false,
      () => found([open(0, { reader: { unreadMs: 0, overdueMs: 60_000 } })]),
    ],
    [
      "paused by hand",
      false,
      () => found([open(0, { reader: { unreadMs: 0, overdueMs: -Infinity } })]),
    ],
    [
      "read to its end",
      false,
      () => found([stream(0, { endedMs: 60_000, reader: { unreadMs: 0, overdueMs: 50_000 } })]),
    ],
  ],
  stopped_reading: [
    [
      "tokens wait for over 5 s",
      true,
      () => found([open(0, { reader: { unreadMs: 5001, overdueMs: -1 } })]),
    ],
    ["a second", false, () => found([open(0, { reader: { unreadMs: 1000, overdueMs: -1 } })])],
    ["it went on reading later", true, () => found([stream(0, { longestWaitMs: 5001 })])],
    [
      "the end alone waits",
      false,
      () => found([open(0, { tokens: 10, reader: { unreadMs: 5001, overdueMs: 0 } })]),
    ],
  ],
  asked_again: [
    ["though answered whole", true, () => found([request({ at: 0 }), request({ at: 500 })])],
    ["though streamed whole", true, () => found([stream(0), stream(500)])],
    ["something else", false, () => found([request({ at: 0 }), request({ at: 500, bodyHash: 2 })])],
    [
      "side by side",
      false,
      () => found([stream(0, { endedMs: 600 }), stream(500, { endedMs: 600 })]),
    ],
    ["after Stop", false, () => found([stream(0, { outcome: "client_left" }), stream(500)])],
    [
      "on another path",
      false,
      () => found([request({ at: 0 }), request({ at: 500, path: "/v1/responses" })]),
    ],
    ["what is only read", false, () =>
      found([
        request({ at: 0, method: "GET", bodyHash: null }),
        request({ at: 500, method: "GET", bodyHash: null }),
      ])],
    [
      "by another session",
      false,
      () => found([request({ at: 0 }), request({ at: 500, session: "u" })]),
    ],
  ],
};

for (const kind of FINDING_KINDS) {
  for (const [name, isWrong, kinds] of CASES[kind] ?? []) {
    Deno.test(`verdict: ${kind}, ${name}: ${isWrong ? "wrong" : "right"}`, () => {
      assertEquals(kinds(), isWrong ? [kind] : []);
    });
  }
}

Deno.test("verdict: every kind is shown wrong and right", () => {
  const shown = FINDING_KINDS.filter((kind) =>
    [true, false].every((one) => CASES[kind]?.some(([, isWrong]) => isWrong === one))
  );
  assertEquals(shown, [...FINDING_KINDS]);
});

Deno.test("verdict: says how many streams there were at once, and judges nothing of what was right", () => {
  const requests = [
    stream(0, { endedMs: 100 }),
    stream(50, { endedMs: 100, bodyHash: 2 }),
    stream(100, { endedMs: 100, bodyHash: 3 }),
    open(120, { bodyHash: 4 }),
    request({ at: 130, bodyHash: 5 }),
  ];
  const measure = { thresholds: thresholds.parse({}), ignored: [], unixMs: 200 };
  const { ok, streams_at_once, requests: count, findings } = judge(requests, measure);
  assertEquals({ ok, streams_at_once, count, findings }, {
    ok: true,
    streams_at_once: 3,
    count: 5,
    findings: [],
  });
});

Deno.test("verdict: what is not looked for is not found, and the answer says so", () => {
  const requests = [request({ at: 0 }), request({ at: 500 })];
  const measure = {
    thresholds: thresholds.parse({}),
    ignored: ["asked_again"] as const,
    unixMs: 600,
  };
  const { ok, ignored } = judge(requests, measure);
  assertEquals([ok, ignored], [true, ["asked_again"]]);
});

Deno.test("verdict: as text a line each, with the requests", () => {
  const requests = [failed(0, 429, told(1000)), request({ at: 110 })];
  const measure = { thresholds: thresholds.parse({}), ignored: [], unixMs: 1e6 };
  assertEquals(
    asText(judge(requests, measure)),
    "not ok: 1 finding in 2 requests, at most 0 streams at once\n" +
      "retried_too_early: A retry came 100 ms after a 429 that said to wait 1000 ms. (r0, r110)\n",
  );
  assertStringIncludes(asText(judge([], measure)), "ok: 0 requests");
});
