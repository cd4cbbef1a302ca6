/** How long after its start the server is there: its port, and its first answer. */

import { connectable, freePort, startBare } from "../floor.ts";
import { type Figure, type Scenario, show } from "../scenario.ts";
import { type Listening, startServer } from "../server.ts";
import { median } from "../stats.ts";

const TIMES = 10;
const MOST = 1.3;

type Start = (port: number) => Promise<Listening>;

const startOurs: Start = (port) => startServer("--port", `${port}`);
const startOther: Start = (port) => startBare(1, 1, port);

/** Each in turns with the bare one, so that what else the machine does meets both alike. */
export const ready: Scenario = {
  name: "ready",
  async run() {
    return [
      await compared("the port is open after start, warm", timeToPort),
      await compared("ready after start, warm: the first answer", timeToAnswer),
    ];
  },
};

async function compared(what: string, timeOf: (start: Start) => Promise<number>): Promise<Figure> {
  const ours: number[] = [];
  const bare: number[] = [];
  await timeOf(startOurs);
  await timeOf(startOther);
  for (let i = 0; i < TIMES; i++) {
    ours.push(await timeOf(startOurs));
    bare.push(await timeOf(startOther));
  }
  const values = { ours: median(ours), bare: median(bare) };
  const ratio = values.ours / values.bare;
  return {
    what: `${what}, against a bare Deno.serve (median of ${TIMES})`,
    toReach: `at most ${MOST} ×`,
    measured: `${show(values.ours, 0)} ms / ${show(values.bare, 0)} ms = ${show(ratio)} ×`,
    reached: ratio <= MOST,
    values: { ...values, ratio },
  };
}

/** Until a connection is taken. */
async function timeToPort(start: Start): Promise<number> {
  const port = freePort();
  const began = performance.now();
  const starting = start(port);
  await connectable(port);
  const ms = performance.now() - began;
  await (await starting)[Symbol.asyncDispose]();
  return ms;
}

/** Until the first request has been answered. */
async function timeToAnswer(start: Start): Promise<number> {
  const began = performance.now();
  await using server = await start(0);
  const answer = await fetch(`http://127.0.0.1:${server.port}/healthz`);
  await answer.body?.cancel();
  return performance.now() - began;
}
