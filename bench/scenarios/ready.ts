/** How long after its start the server is there: its port, its first answer, and its first stream. */

import { cpuMs } from "../child.ts";
import { connectable, freePort, startBare } from "../floor.ts";
import { type Figure, type Scenario, show } from "../scenario.ts";
import { type Listening, startServer } from "../server.ts";
import { chatBody } from "../load_job.ts";
import { median } from "../stats.ts";

const TIMES = 15;
const MOST_TO_PORT = 1.3;
const MOST_TO_ANSWER = 1.5;
const MOST_LATE_MS = 20;

type Start = (port: number) => Promise<Listening>;

const startOurs: Start = (port) => startServer("--port", `${port}`);
const startOther: Start = (port) => startBare(1000, 1, port);

/** Each in turns with the bare one, so that what else the machine does meets both alike. */
export const ready: Scenario = {
  name: "ready",
  async run() {
    return [
      await compared("the port is open after start, warm", timeToPort, MOST_TO_PORT),
      await compared("ready after start, warm: the first answer", timeToAnswer, MOST_TO_ANSWER),
      await compared(
        "processor time until the first completion, warm",
        cpuToCompletion,
        MOST_TO_ANSWER,
      ),
      await firstToken(),
    ];
  },
};

async function compared(
  what: string,
  timeOf: (start: Start) => Promise<number>,
  most: number,
): Promise<Figure> {
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
    toReach: `at most ${most} ×`,
    measured: `${show(values.ours, 0)} ms / ${show(values.bare, 0)} ms = ${show(ratio)} ×`,
    reached: ratio <= most,
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

/** What a start costs, on all threads, until a completion has been read. */
async function cpuToCompletion(start: Start): Promise<number> {
  await using server = await start(0);
  const answer = await fetch(`http://127.0.0.1:${server.port}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: chatBody(1000, 0.01),
  });
  await answer.text();
  return await cpuMs(server.pid) ?? NaN;
}

/** Of a server that has answered nothing yet: how long after its time the first stream's first token comes. */
async function firstToken(): Promise<Figure> {
  const late: number[] = [];
  for (let i = 0; i < TIMES; i++) late.push(await firstTokenLate());
  const values = { median: median(late), worst: Math.max(...late) };
  return {
    what: `the first stream of a fresh server: its first token after its time (median of ${TIMES})`,
    toReach: `at most ${MOST_LATE_MS} ms`,
    measured: `${show(values.median)} ms, the worst ${show(values.worst)} ms`,
    reached: values.median <= MOST_LATE_MS,
    values,
  };
}

/** At 20 tokens per second the first is due after 50 ms; the event with the role leaves with it. */
async function firstTokenLate(): Promise<number> {
  await using server = await startServer();
  const began = performance.now();
  const answer = await fetch(`http://127.0.0.1:${server.port}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: chatBody(20, 2),
  });
  const reader = answer.body?.getReader();
  await reader?.read();
  const ms = performance.now() - began - 1000 / 20;
  await reader?.cancel();
  return ms;
}
