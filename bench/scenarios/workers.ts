/** Two workers against one, with more asked of them than they can do. */

import { cpuSeconds } from "../child.ts";
import { chatBody, load, type LoadJob } from "../load_job.ts";
import { type Scenario, show } from "../scenario.ts";
import { startWarmServer } from "../server.ts";
import { sseload } from "../sseload.ts";

const STREAMS = 4000;
const RATE = 100;
const SECONDS = 8;
const AT_LEAST = 1.6;
/** The client takes one core, and two workers take one each. */
const CORES_NEEDED = 3;

/** Events a second, whatever was asked for. */
export const workers: Scenario = {
  name: "workers",
  async run() {
    const one = await saturate("1");
    const two = await saturate("2");
    const ratio = two.perSecond / one.perSecond;
    const enough = navigator.hardwareConcurrency >= CORES_NEEDED;
    const remark = enough ? "" : ` (cannot show on ${navigator.hardwareConcurrency} cores)`;
    return [{
      what: "two workers against one: events a second",
      toReach: `at least ${AT_LEAST} ×`,
      measured: `${show(two.perSecond, 0)} / ${show(one.perSecond, 0)} = ${show(ratio)} ×${remark}`,
      reached: enough ? ratio >= AT_LEAST : undefined,
      values: {
        one: one.perSecond,
        two: two.perSecond,
        ratio,
        cpuOne: one.microseconds,
        cpuTwo: two.microseconds,
        cores: navigator.hardwareConcurrency,
      },
    }];
  },
};

async function saturate(workers: string) {
  await using server = await startWarmServer("--workers", workers);
  const job: LoadJob = {
    port: server.port,
    streams: STREAMS,
    rate: RATE,
    body: chatBody(RATE, SECONDS),
    rampSeconds: 1,
    maxSeconds: SECONDS,
    loop: true,
  };
  const before = await cpuSeconds(server.pid) ?? NaN;
  const outside = await sseload(job);
  const events = outside ? outside.content_events : (await load(job)).events;
  const used = (await cpuSeconds(server.pid) ?? NaN) - before;
  return { perSecond: events / SECONDS, microseconds: used * 1e6 / events };
}
