/** 10,000 open streams: whether any fails, what each costs in memory, and how fast it is. */

import { fileLimit, residentKb } from "../child.ts";
import { chatBody, load } from "../load_job.ts";
import { type Scenario, show, sleep } from "../scenario.ts";
import { startWarmServer } from "../server.ts";

const RATE = 5;
const SECONDS = 10;
const RAMP_SECONDS = 5;
const MOST_KB = 70;
const WITHIN = 0.01;

/** As many as the limit of open files lets be; 10,000 where it can. */
export async function streamsThatFit(): Promise<number> {
  return Math.min(10_000, await fileLimit("self") - 200);
}

/** The largest resident size is taken, which is when all are open. */
export const tenThousand: Scenario = {
  name: "ten_thousand",
  async run() {
    const streams = await streamsThatFit();
    await using server = await startWarmServer();
    const before = await residentKb(server.pid) ?? NaN;
    let largest = before;
    let over = false;
    const watching = (async () => {
      for (let i = 0; i < 200 && !over; i++, await sleep(250)) {
        largest = Math.max(largest, await residentKb(server.pid) ?? NaN);
      }
    })();
    const result = await load({
      port: server.port,
      streams,
      rate: RATE,
      body: chatBody(RATE, SECONDS),
      rampSeconds: RAMP_SECONDS,
      maxSeconds: RAMP_SECONDS + SECONDS + 10,
    });
    over = true;
    await watching;
    const failed = result.failed + result.unfinished;
    const kbEach = (largest - before) / streams;
    const { min, p50, max } = result.streamRate;
    const what = `${streams} open streams of ${RATE}/s`;
    return [{
      what: `${what}: failed`,
      toReach: "none",
      measured: `${failed}`,
      reached: failed === 0,
      values: { streams, failed, clientCpuSeconds: result.clientCpuSeconds },
    }, {
      what: `${what}: memory of each`,
      toReach: `at most ${MOST_KB} KB`,
      measured: `${show(kbEach, 1)} KB`,
      reached: Number.isNaN(kbEach) ? undefined : kbEach <= MOST_KB,
      values: { before, largest, kbEach },
    }, {
      what: `${what}: rate, min / p50 / max`,
      toReach: "within 1 %",
      measured: `${show(min, 3)} / ${show(p50, 3)} / ${show(max, 3)}`,
      reached: min >= RATE * (1 - WITHIN) && max <= RATE * (1 + WITHIN),
      values: { min, p50, max, firstEventP99: result.firstEvent.p99 },
    }];
  },
};
