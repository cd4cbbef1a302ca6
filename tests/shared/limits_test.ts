import { assert, assertEquals } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { createRateLimiter, type Grant, unlimited } from "../../lib/shared/limits.ts";

function start() {
  const clock = new FakeClock();
  return { clock, limiter: createRateLimiter(clock) };
}

function refused(grant: Grant) {
  assert(grant.kind === "refused", "should have been refused");
  const { of, limit, used, requested, retryMs } = grant;
  return { of, limit, used, requested, retryMs };
}

Deno.test("limits: what is not limited is granted, and shows ample room", () => {
  const { limiter } = start();
  assertEquals(limiter.take("a", {}, 500), {
    kind: "granted",
    allowance: {
      requests: { limit: 10_000, remaining: 9999, resetMs: 6 },
      tokens: { limit: 2_000_000, remaining: 1_999_500, resetMs: 15 },
    },
  });
  assertEquals(unlimited(500), limiter.take("b", {}, 500));
});

Deno.test("limits: a minute's requests are granted, the next is refused until one has refilled", async () => {
  const { clock, limiter } = start();
  const limits = { requests: 3 };
  const left = [1, 2, 3].map(() => limiter.take("a", limits, 1).allowance.requests.remaining);
  assertEquals(left, [2, 1, 0]);
  const refusal = { of: "requests" as const, limit: 3, used: 3, requested: 1, retryMs: 20_000 };
  assertEquals(refused(limiter.take("a", limits, 1)), refusal);
  await clock.advance(19_999);
  assertEquals(refused(limiter.take("a", limits, 1)).retryMs, 1);
  await clock.advance(1);
  assertEquals(limiter.take("a", limits, 1).kind, "granted");
});

Deno.test("limits: a refused request takes nothing, from neither bucket", () => {
  const { limiter } = start();
  const limits = { requests: 2, tokens: 100 };
  limiter.take("a", limits, 90);
  const { allowance, ...refusal } = limiter.take("a", limits, 20);
  assertEquals(refusal, {
    kind: "refused",
    of: "tokens",
    limit: 100,
    used: 90,
    requested: 20,
    retryMs: 6000,
  } as never);
  assertEquals([allowance.requests.remaining, allowance.tokens.remaining], [1, 10]);
  assertEquals(limiter.take("a", limits, 10).kind, "granted");
});

Deno.test("limits: fills evenly, to a minute's worth and no more", async () => {
  const { clock, limiter } = start();
  const limits = { tokens: 600 };
  limiter.take("a", limits, 600);
  await clock.advance(30_000);
  const { tokens } = limiter.take("a", limits, 0).allowance;
  assertEquals(tokens, { limit: 600, remaining: 300, resetMs: 30_000 });
  await clock.advance(3_600_000);
  assertEquals(limiter.take("a", limits, 0).allowance.tokens.remaining, 600);
});

Deno.test("limits: each owner has buckets of its own", () => {
  const { limiter } = start();
  assertEquals(limiter.take("a", { requests: 1 }, 1).kind, "granted");
  assertEquals(limiter.take("b", { requests: 1 }, 1).kind, "granted");
  assertEquals(limiter.take("a", { requests: 1 }, 1).kind, "refused");
});

Deno.test("limits: a limit that is lowered holds at once", () => {
  const { limiter } = start();
  limiter.take("a", { requests: 100 }, 1);
  assertEquals(limiter.take("a", { requests: 2 }, 1).allowance.requests.remaining, 1);
});

Deno.test("limits: what is larger than a minute's worth can never be served, and is not told to come again", async () => {
  const { clock, limiter } = start();
  limiter.take("a", { tokens: 60 }, 30);
  assertEquals(refused(limiter.take("a", { tokens: 60 }, 90)).retryMs, Infinity);
  await clock.advance(60_000);
  assertEquals(refused(limiter.take("a", { tokens: 60 }, 90)).retryMs, Infinity);
});

Deno.test("RateLimiter: of very many owners, those who asked last are remembered", () => {
  const { limiter } = start();
  const left = (owner: string) =>
    limiter.take(owner, { requests: 10 }, 1).allowance.requests.remaining;
  assertEquals([left("first"), left("first")], [9, 8]);
  for (let i = 0; i < 10_000; i++) left(`owner ${i}`);
  assertEquals(left("first"), 7);
  for (let i = 0; i < 20_000; i++) left(`owner ${i}`);
  assertEquals([left("first"), left("owner 19999")], [9, 8]);
});

Deno.test("limits: buckets are listed as full as they are, set to what is known elsewhere, and forgotten", async () => {
  const { clock, limiter } = start();
  limiter.take("s a", { requests: 6, tokens: 60 }, 30);
  limiter.note("t", { requests: 6 }, { requests: 2, tokens: 0 });
  await clock.advance(10_000);
  assertEquals(limiter.list().map(({ owner, of, limit, level }) => [owner, of, limit, level]), [
    ["s a", "requests", 6, 6],
    ["t", "requests", 6, 3],
    ["s a", "tokens", 60, 40],
  ]);
  limiter.forget("s ");
  assertEquals(limiter.list().map(({ owner }) => owner), ["t"]);
  assertEquals(limiter.take("t", { requests: 6 }, 1).allowance.requests.remaining, 2);
});
