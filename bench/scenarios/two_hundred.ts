/** 200 streams: what a server costs while it has time to spare, so that two of them can be compared on a machine that has other work. */

import { chatBody } from "../load_job.ts";
import { type Scenario, show } from "../scenario.ts";
import { loadCounted, startWarmServer } from "../server.ts";

const STREAMS = 200;
const RATE = 50;
const SECONDS = 8;

/** Of Deno's server, or of the one that `STREAM_MOCKER_PROGRAM` names. */
export const twoHundred: Scenario = {
  name: "two_hundred",
  async run() {
    await using server = await startWarmServer();
    const { cpuUs, errorFromFirst, streamRate } = await loadCounted(server, {
      streams: STREAMS,
      rate: RATE,
      body: chatBody(RATE, SECONDS),
      rampSeconds: 1,
      maxSeconds: SECONDS * 4,
    });
    const { p50, p99 } = errorFromFirst;
    const what = `${STREAMS} streams of ${RATE}/s`;
    return [
      {
        what: `${what}: CPU for an event`,
        toReach: "",
        measured: `${show(cpuUs, 1)} µs`,
        values: { cpuUs },
      },
      {
        what: `${what}: each stream's rate`,
        toReach: "",
        measured: `${show(streamRate.min)} to ${show(streamRate.max)}`,
        values: { min: streamRate.min, max: streamRate.max },
      },
      {
        what: `${what}: schedule error p50 / p99, from the first event`,
        toReach: "",
        measured: `${show(p50)} / ${show(p99)} ms`,
        values: { p50, p99 },
      },
    ];
  },
};
