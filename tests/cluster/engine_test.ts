import { assertEquals, assertRejects } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import type { EngineState } from "../../lib/cluster/breaker.ts";
import { createEngine } from "../../lib/cluster/engine.ts";
import { EngineAway, EngineRefusal } from "../../lib/cluster/wire.ts";
import { fakeWire } from "./fake_wire.ts";

const silence = () => new Promise<never>(() => {});

/** An engine that is up, on a wire in hand. */
async function up() {
  const clock = new FakeClock();
  const wire = fakeWire();
  const engine = createEngine({ wire, clock, prefix: "mocker", patienceMs: 50 });
  const states: EngineState[] = [];
  engine.watch((state) => states.push(state));
  await clock.advance(0);
  wire.asked.length = 0;
  states.length = 0;
  return { clock, wire, engine, states };
}

/** What a call was rejected with. */
async function kindOf(call: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => call, EngineAway)).kind;
}

Deno.test("the engine is away until it has answered once, and is asked then", async () => {
  const clock = new FakeClock();
  const wire = fakeWire();
  wire.answerBy(() => Promise.reject(new Error("no connection")));
  const engine = createEngine({ wire, clock, prefix: "mocker", patienceMs: 50 });
  await clock.advance(0);
  assertEquals(engine.state().kind, "down");
  assertEquals(await kindOf(engine.call("GET", engine.key("a"))), "unsent");
  wire.answerBy((command) => Promise.resolve(command));
  wire.heard.ready();
  await clock.advance(0);
  assertEquals(engine.state(), { kind: "up", sinceMs: clock.unixMs() });
  assertEquals(await engine.call("GET", engine.key("a")), "GET");
  assertEquals(wire.asked.at(-1), "GET mocker:a");
});

Deno.test("a call is given up after the patience, and the next ones at once, until the engine answers in time", async () => {
  const { clock, wire, engine, states } = await up();
  wire.answerBy(silence);
  const slow = kindOf(engine.call("GET", "a"));
  await clock.advance(49);
  assertEquals(engine.state().kind, "up");
  await clock.advance(1);
  assertEquals(await slow, "unanswered");
  assertEquals(engine.state().kind, "slow");
  const asked = wire.asked.length;
  assertEquals(await kindOf(engine.call("GET", "a")), "unsent");
  assertEquals(wire.asked.length, asked);
  assertEquals(states.map(({ kind }) => kind), ["slow"]);
});

Deno.test("what answers late is asked again until it answers in time", async () => {
  const { clock, wire, engine, states } = await up();
  let answerLookNow = () => {};
  wire.answerBy(() => new Promise((resolve) => answerLookNow = () => resolve("OK")));
  const slow = kindOf(engine.call("GET", "a"));
  await clock.advance(50);
  await slow;
  await clock.advance(51);
  answerLookNow();
  await clock.advance(0);
  assertEquals(engine.state().kind, "slow");
  await clock.advance(5000);
  answerLookNow();
  wire.answerBy((command) => Promise.resolve(command));
  await clock.advance(8000);
  assertEquals(engine.state().kind, "up");
  assertEquals(states.map(({ kind }) => kind), ["slow", "up"]);
});

Deno.test("a connection that breaks is told with why; once there is another, the engine is asked again", async () => {
  const { clock, wire, engine, states } = await up();
  wire.answerBy(() => Promise.reject(new Error("the connection was closed")));
  const call = kindOf(engine.call("INCR", "a"));
  wire.heard.lost("read ECONNRESET");
  assertEquals(await call, "unanswered");
  await clock.advance(1000);
  assertEquals(states, [{ kind: "down", sinceMs: 1_700_000_000_000, why: "read ECONNRESET" }]);
  wire.answerBy((command) => Promise.resolve(command));
  wire.heard.ready();
  await clock.advance(0);
  assertEquals(states.map(({ kind }) => kind), ["down", "up"]);
});

Deno.test("an engine that takes nothing is away, and one that refuses a command is not", async () => {
  const { wire, engine } = await up();
  wire.answerBy(() => Promise.reject(new EngineRefusal("WRONGTYPE of key")));
  await assertRejects(() => engine.call("GET", "a"), EngineRefusal, "WRONGTYPE");
  assertEquals(engine.state().kind, "up");
  wire.answerBy(() => Promise.reject(new EngineRefusal("OOM command not allowed")));
  assertEquals(await kindOf(engine.call("SET", "a", 1)), "unsent");
  const state = engine.state();
  assertEquals(state.kind === "down" && state.why, "OOM command not allowed");
});

Deno.test("a connection on which nothing comes is given up for another", async () => {
  const { clock, wire, engine } = await up();
  wire.answerBy(silence);
  const call = kindOf(engine.call("GET", "a"));
  await clock.advance(50);
  await call;
  await clock.advance(4999);
  assertEquals(wire.reconnects, 0);
  await clock.advance(1);
  assertEquals(wire.reconnects, 1);
});

Deno.test("an engine that another has taken over from is looked for anew, now and then", async () => {
  const { clock, wire, engine } = await up();
  wire.answerBy(() => Promise.reject(new EngineRefusal("READONLY You can't write here.")));
  await kindOf(engine.call("SET", "a", 1));
  await clock.advance(0);
  assertEquals(wire.reconnects, 1);
  wire.heard.ready();
  await clock.advance(4900);
  assertEquals(wire.reconnects, 1);
  await clock.advance(400);
  assertEquals(wire.reconnects, 2);
  wire.answerBy((command) => Promise.resolve(command));
  wire.heard.ready();
  await clock.advance(0);
  assertEquals(engine.state().kind, "up");
});

Deno.test("an engine that comes and goes is looked at less and less often", async () => {
  const { clock, wire, engine, states } = await up();
  const looks: number[] = [];
  for (let i = 0; i < 7; i++) {
    const began = clock.now();
    wire.answerBy(() => Promise.reject(new EngineRefusal("OOM")));
    await kindOf(engine.call("SET", "a", 1));
    await clock.advance(0);
    wire.answerBy((command) => Promise.resolve(command));
    while (engine.state().kind !== "up") await clock.advance(250);
    looks.push(clock.now() - began);
  }
  assertEquals(looks, [250, 250, 500, 1000, 2000, 4000, 8000]);
  await clock.advance(60_001);
  wire.answerBy(() => Promise.reject(new EngineRefusal("OOM")));
  await kindOf(engine.call("SET", "a", 1));
  wire.answerBy((command) => Promise.resolve(command));
  await clock.advance(250);
  assertEquals(states.at(-1)?.kind, "up");
});

Deno.test("a script is sent once, and again to an engine that has forgotten it", async () => {
  const { wire, engine } = await up();
  let known = false;
  wire.answerBy((command, [first]) => {
    if (command === "SCRIPT") known = true;
    if (command === "SCRIPT") return Promise.resolve("5ha");
    return known
      ? Promise.resolve(`ran ${first}`)
      : Promise.reject(new EngineRefusal("NOSCRIPT No matching script."));
  });
  const script = { name: "one", lua: "return 1" };
  assertEquals(await engine.run(script, [engine.key("a")], [2]), "ran 5ha");
  assertEquals(await engine.run(script, [], []), "ran 5ha");
  known = false;
  assertEquals(await engine.run(script, [], []), "ran 5ha");
  assertEquals(wire.asked, [
    "SCRIPT LOAD return 1",
    "EVALSHA 5ha 1 mocker:a 2",
    "EVALSHA 5ha 0",
    "EVALSHA 5ha 0",
    "SCRIPT LOAD return 1",
    "EVALSHA 5ha 0",
  ]);
});

Deno.test("a channel is subscribed to once however many listen, and left with the last of them", async () => {
  const { wire, engine } = await up();
  const heard: string[] = [];
  const stopA = await engine.subscribe("c", (text) => heard.push(`a ${text}`));
  const stopB = await engine.subscribe("c", (text) => heard.push(`b ${text}`));
  await engine.publish("c", "hi");
  wire.heard.message("mocker:c", "hi");
  wire.heard.message("mocker:other", "no");
  stopA();
  stopA();
  wire.heard.message("mocker:c", "ho");
  stopB();
  assertEquals(heard, ["a hi", "b hi", "b ho"]);
  assertEquals(wire.asked, ["SUBSCRIBE mocker:c", "PUBLISH mocker:c hi", "UNSUBSCRIBE mocker:c"]);
});

Deno.test("who waits for the engine goes on when it is up, or when the time is over", async () => {
  const clock = new FakeClock();
  const wire = fakeWire();
  wire.answerBy(() => Promise.reject(new Error("no connection")));
  const engine = createEngine({ wire, clock, prefix: "mocker", patienceMs: 50 });
  const passed: string[] = [];
  void engine.untilUp(1000).then(() => passed.push("short"));
  void engine.untilUp(9000).then(() => passed.push("long"));
  wire.heard.lost("connect ECONNREFUSED");
  await clock.advance(999);
  assertEquals(passed, []);
  await clock.advance(1);
  assertEquals(passed, ["short"]);
  wire.answerBy((command) => Promise.resolve(command));
  wire.heard.ready();
  await clock.advance(0);
  assertEquals(passed, ["short", "long"]);
  engine.close();
  assertEquals([wire.isClosed, clock.pending, engine.state().kind], [true, 0, "down"]);
});

Deno.test("every ten seconds it is seen to that messages arrive, until the engine is left", async () => {
  const { clock, wire, engine } = await up();
  await clock.advance(9999);
  assertEquals(wire.asked, []);
  await clock.advance(10_001);
  assertEquals(wire.asked, ["beat", "beat"]);
  engine.close();
  assertEquals(clock.pending, 0);
});
