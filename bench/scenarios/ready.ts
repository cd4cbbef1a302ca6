/** How long after its start the server answers. */

import { startBare } from "../floor.ts";
import { type Scenario, show } from "../scenario.ts";
import { type Listening, startServer } from "../server.ts";
import { median } from "../stats.ts";

const TIMES = 10;
const MOST = 1.3;

/** Taken in turns, so that what else the machine does meets both alike. */
export const ready: Scenario = {
  name: "ready",
  async run() {
    const startOurs = () => startServer();
    const startOther = () => startBare(1, 1);
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
    return [{
      what: `ready after start, warm, against a bare Deno.serve (median of ${TIMES})`,
      toReach: `at most ${MOST} ×`,
      measured: `${show(values.ours, 0)} ms / ${show(values.bare, 0)} ms = ${show(ratio)} ×`,
      reached: ratio <= MOST,
      values: { ...values, ratio },
    }];
  },
};

/** Until the first request has been answered. */
async function timeOf(start: () => Promise<Listening>): Promise<number> {
  const began = performance.now();
  await using server = await start();
  const answer = await fetch(`http://127.0.0.1:${server.port}/health`);
  await answer.body?.cancel();
  return performance.now() - began;
}
