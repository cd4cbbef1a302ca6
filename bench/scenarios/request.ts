/** What a request costs beside its events: whole answers of 20 tokens, at a rate at which the server has time to spare, and without a pause. */

import { cpuSeconds } from "../child.ts";
import { type Figure, type Scenario, show, sleep } from "../scenario.ts";
import { type Listening, startWarmServer } from "../server.ts";
import { startBareAnswers } from "../floor.ts";
import { median } from "../stats.ts";

const CONNECTIONS = 8;
const TO_WARM_UP = 10_000;
const ROUNDS = 7;
const TO_REACH_US = 150;

const BODY = JSON.stringify({
  model: "gpt-4",
  messages: [{ role: "user", content: "hi" }],
  max_tokens: 20,
});

/** How fast requests come, and how many. */
interface Load {
  readonly perSecond: number;
  readonly requests: number;
}

/** Each is a round. */
const LOADS: readonly (Load & { readonly how: string })[] = [
  { how: "500 a second", perSecond: 500, requests: 2000 },
  { how: "one after another", perSecond: Infinity, requests: 6000 },
];

/** Both servers by turns, since a shared machine is faster now and slower then. */
export const request: Scenario = {
  name: "request",
  async run() {
    await using ours = await startWarmServer();
    await using bare = await startBareAnswers();
    const warm = { perSecond: Infinity, requests: TO_WARM_UP };
    for (const server of [ours, bare]) await ask(server, warm);
    const figures: Figure[] = [];
    for (const { how, ...load } of LOADS) {
      const costs: { ours: number; bare: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        costs.push({ ours: await costOf(ours, load), bare: await costOf(bare, load) });
      }
      const cpuUs = median(costs.map((cost) => cost.ours));
      const bareCpuUs = median(costs.map((cost) => cost.bare));
      figures.push({
        what: `whole answers, ${how}: CPU for a request, beside a bare Deno.serve`,
        toReach: `${TO_REACH_US} µs`,
        measured: `${show(cpuUs, 0)} / ${show(bareCpuUs, 0)} µs`,
        reached: cpuUs <= TO_REACH_US,
        values: { cpuUs, bareCpuUs },
      });
    }
    return figures;
  },
};

/** Microseconds of a server's CPU for each request. */
async function costOf(server: Listening, load: Load): Promise<number> {
  const before = await cpuSeconds(server.pid) ?? NaN;
  await ask(server, load);
  return ((await cpuSeconds(server.pid) ?? NaN) - before) * 1e6 / load.requests;
}

/** Asks over a few connections that stay open, each for the next answer when it has one. */
async function ask({ port }: Listening, { perSecond, requests }: Load): Promise<void> {
  const url = `http://127.0.0.1:${port}/v1/chat/completions`;
  const began = performance.now();
  let asked = 0;
  const visitor = async () => {
    while (asked < requests) {
      const waitMs = began + asked++ * 1000 / perSecond - performance.now();
      if (waitMs > 0) await sleep(waitMs);
      const headers = { "content-type": "application/json", authorization: "Bearer any" };
      const response = await fetch(url, { method: "POST", headers, body: BODY });
      await response.text();
      if (!response.ok) throw new Error(`A request was answered with ${response.status}.`);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, visitor));
}
