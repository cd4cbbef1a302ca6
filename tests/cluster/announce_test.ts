import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { announce, engineGauge } from "../../lib/cluster/announce.ts";
import type { EngineState } from "../../lib/cluster/breaker.ts";

const up: EngineState = { kind: "up", sinceMs: 0 };
const slow: EngineState = { kind: "slow", sinceMs: 0 };
const down: EngineState = { kind: "down", sinceMs: 0, why: "connect ECONNREFUSED" };

/** What is printed of an engine that begins like that, and its turns. */
function printed(first: EngineState, at = "redis://engine") {
  const clock = new FakeClock();
  const lines: string[] = [];
  let now = first;
  let turn = (_: EngineState) => {};
  const engine = {
    state: () => now,
    watch: (listener: typeof turn) => {
      turn = listener;
      return () => {};
    },
  };
  const say = (text: string) => lines.push(text);
  announce(engine, clock, at, { line: say, warning: say });
  const become = (state: EngineState) => {
    now = state;
    turn(state);
  };
  return { clock, lines, become };
}

const AWAY = "This replica serves on with what it has itself, until the engine answers.";

Deno.test("an engine that is there is named, and one that is not, with why", () => {
  assertEquals(printed(up).lines, ["Cluster: by the engine at redis://engine"]);
  assertEquals(printed({ ...down, why: "WRONGPASS invalid." }).lines, [
    `Cannot reach the engine of [cluster] at redis://engine: WRONGPASS invalid. ${AWAY}`,
  ]);
  assertEquals(printed(down).lines, [
    `Cannot reach the engine of [cluster] at redis://engine: connect ECONNREFUSED. ${AWAY}`,
  ]);
});

Deno.test("what an engine says that has never answered comes with the remedy", () => {
  const told = (why: string, at = "redis://engine") => {
    const [line = ""] = printed({ ...down, why }, at).lines;
    return line.slice(line.indexOf(at) + at.length + 2, -AWAY.length - 2);
  };
  const tls = "rediss://engine";
  for (
    const [why, remedy, at] of [
      ["self-signed certificate in certificate chain", "NODE_EXTRA_CA_CERTS", tls],
      ["Hostname/IP does not match certificate's altnames", "as the certificate has it", tls],
      ["connect ETIMEDOUT", "write redis://", tls],
      ["read ECONNRESET", "write rediss://"],
      ["NOAUTH Authentication required.", "user:password"],
      ["NOPERM this user has no permissions", "scripts"],
      ["CROSSSLOT Keys in request don't hash to the same slot", "a Redis Cluster"],
      ["ERR unknown command 'EVAL', with args beginning with: 'return", "a Sentinel"],
    ] as const
  ) {
    assertStringIncludes(told(why, at).split("; ")[1] ?? "", remedy);
  }
  assertEquals(told("connect ETIMEDOUT"), "connect ETIMEDOUT");
  assertEquals(told("read ECONNRESET", tls), "read ECONNRESET");
  assert(!told("ERR unknown command 'EVAL', with args beginning with: 'x'").includes("args"));
});

Deno.test("an engine that has answered once is spoken to rightly, and needs no remedy", () => {
  const { lines, become } = printed(up);
  become({ ...down, why: "read ECONNRESET" });
  assertEquals(
    lines.at(-1),
    `The cluster's engine at redis://engine is away: read ECONNRESET. ${AWAY}`,
  );
});

Deno.test("that the engine is away is said once, and that it is back; one that comes and goes is not spoken of each time", async () => {
  const { clock, lines, become } = printed(up);
  lines.length = 0;
  for (const state of [slow, down, slow, up, down, up, slow]) become(state);
  const [gone, back] = [
    `The cluster's engine at redis://engine is away: it does not answer in time. ${AWAY}`,
    "The cluster's engine at redis://engine is back.",
  ];
  assertEquals(lines, [gone, back]);
  await clock.advance(59_999);
  assertEquals(lines, [gone, back]);
  await clock.advance(1);
  assertEquals(lines, [gone, back, gone]);
});

Deno.test("the end of the replica itself is no word about the engine", () => {
  const { lines, become } = printed(up);
  become({ kind: "down", sinceMs: 0, why: "closed" });
  assertEquals(lines.length, 1);
});

Deno.test("mocker_cluster_up is 1 while the engine answers in time", () => {
  const values = [up, slow, down].map((state) => engineGauge(state).values[0]?.value);
  assertEquals(values, [1, 0, 0]);
});
