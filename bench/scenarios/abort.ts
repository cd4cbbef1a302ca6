/** 10,000 clients that hang up half-way: what is left of them. */

import { residentKb } from "../child.ts";
import { chatBody, load } from "../load_job.ts";
import { startBare } from "../floor.ts";
import { type Scenario, show, sleep } from "../scenario.ts";
import { type Listening, startWarmServer } from "../server.ts";
import { streamsThatFit } from "./ten_thousand.ts";

const RATE = 5;
const SECONDS = 12;
const SETTLE_MS = 8_000;
const WITHIN = 1.2;

/** Twice: memory that is merely kept for the next time does not grow a second time, and a leak does. */
export const abort: Scenario = {
  name: "abort",
  async run() {
    const streams = await streamsThatFit();
    await using server = await startWarmServer();
    const before = await residentKb(server.pid) ?? NaN;
    const first = await round(server, streams, before * WITHIN);
    const second = await round(server, streams, before * WITHIN);
    const back = second.kb / before;
    const bare = await bareRound(streams);
    return [{
      what: `${streams} streams aborted half-way: open after`,
      toReach: "0",
      measured: `${second.open}`,
      reached: first.open === 0 && second.open === 0,
      values: { streams, first: first.open, second: second.open },
    }, {
      what: `${streams} streams aborted half-way: memory after, against before`,
      toReach: "within 20 %",
      measured: `${show(before / 1024, 0)} MB, then ${show(first.kb / 1024, 0)} and ` +
        `${show(second.kb / 1024, 0)} MB: ${show(back)} ×`,
      reached: Number.isNaN(back) ? undefined : back <= WITHIN,
      values: { before, first: first.kb, second: second.kb, back },
    }, {
      what: "the second time against the first: what leaks would grow",
      toReach: "",
      measured: `${show(second.kb / first.kb)} ×`,
      values: { ratio: second.kb / first.kb },
    }, {
      what: "the same of a bare Deno.serve, once",
      toReach: "",
      measured: `${show(bare.before / 1024, 0)} MB, then ${show(bare.after / 1024, 0)} MB: ` +
        `${show(bare.after / bare.before)} ×`,
      values: bare,
    }];
  },
};

async function round(server: Listening, streams: number, enoughKb: number) {
  await leaveHalfWay(server.port, streams);
  const kb = await settled(server.pid, enoughKb);
  const answer = await fetch(`http://127.0.0.1:${server.port}/streams`);
  const { data } = await answer.json() as { data: readonly unknown[] };
  return { open: data.length, kb };
}

/** What the platform itself keeps: its allocator does not give back what it has had. */
async function bareRound(streams: number) {
  await using server = await startBare(RATE, RATE * SECONDS);
  const before = await residentKb(server.pid) ?? NaN;
  await leaveHalfWay(server.port, streams);
  return { before, after: await settled(server.pid, before * WITHIN) };
}

async function leaveHalfWay(port: number, streams: number): Promise<void> {
  await load({
    port,
    streams,
    rate: RATE,
    body: chatBody(RATE, SECONDS),
    rampSeconds: 4,
    maxSeconds: SECONDS,
    leaveAfterSeconds: SECONDS / 2,
  });
}

/** The memory once it is down to `enoughKb`, or when that has taken too long. */
async function settled(pid: number, enoughKb: number): Promise<number> {
  const until = performance.now() + SETTLE_MS;
  let kb = NaN;
  while (performance.now() < until) {
    await sleep(500);
    kb = await residentKb(pid) ?? NaN;
    if (!(kb > enoughKb)) break;
  }
  return kb;
}
