/** The rate of each of 2,000 streams, and what an event costs, beside the least that it can cost. */

import { cpuSeconds } from "../child.ts";
import { startBare, startFloor } from "../floor.ts";
import { chatBody, load, type LoadJob } from "../load_job.ts";
import { type Figure, type Scenario, show } from "../scenario.ts";
import { type Listening, startWarmServer } from "../server.ts";
import { type Sseload, sseload } from "../sseload.ts";

const STREAMS = 2000;
const RATE = 50;
const SECONDS = 8;
const WITHIN = 0.005;
const MOST_OF_FLOOR = 1.9;

/** What one server was seen to do under the same load. */
interface Cost {
  readonly microseconds: number;
  readonly rate: { readonly min: number; readonly p50: number; readonly max: number };
  readonly failed: number;
  readonly events: number;
  readonly clientCpuSeconds: number;
}

/** Measured by `sseload` where it is given: it leaves the machine's other core to itself, and the server alone. */
export const twoThousand: Scenario = {
  name: "two_thousand",
  async run() {
    const ours = await costOf(await startWarmServer());
    const bare = await costOf(await startBare(RATE, RATE * SECONDS));
    const floorServer = await startFloor(RATE, RATE * SECONDS);
    const floor = floorServer && await costOf(floorServer);
    const { min, p50, max } = ours.rate;
    const figures: Figure[] = [{
      what: `${STREAMS} streams of ${RATE}/s: each stream's rate, min / p50 / max`,
      toReach: "within 0.5 %",
      measured: `${show(min, 3)} / ${show(p50, 3)} / ${show(max, 3)}`,
      reached: isOnTime(ours),
      values: {
        min,
        p50,
        max,
        failed: ours.failed,
        events: ours.events,
        clientCpuSeconds: ours.clientCpuSeconds,
      },
    }, {
      what: `CPU for an event at ${STREAMS} streams, against a bare Deno.serve`,
      toReach: "",
      measured: against(ours, bare),
      values: { ours: ours.microseconds, bare: bare.microseconds },
    }];
    if (!floor) return figures;
    const ratio = ours.microseconds / floor.microseconds;
    return [...figures, {
      what: `CPU for an event at ${STREAMS} streams, against floor.c`,
      toReach: `at most ${MOST_OF_FLOOR} ×`,
      measured: against(ours, floor),
      // Streams that were late got many events in one write, which costs less than it should.
      reached: Number.isNaN(ratio) || !isOnTime(ours) ? undefined : ratio <= MOST_OF_FLOOR,
      values: { ours: ours.microseconds, floor: floor.microseconds, ratio },
    }];
  },
};

function isOnTime({ rate: { min, max }, failed }: Cost): boolean {
  return min >= RATE * (1 - WITHIN) && max <= RATE * (1 + WITHIN) && failed === 0;
}

function against(ours: Cost, other: Cost): string {
  const ratio = ours.microseconds / other.microseconds;
  return `${show(ours.microseconds, 1)} µs / ${show(other.microseconds, 1)} µs = ${show(ratio)} ×`;
}

async function costOf(listening: Listening): Promise<Cost> {
  await using server = listening;
  const job: LoadJob = {
    port: server.port,
    streams: STREAMS,
    rate: RATE,
    body: chatBody(RATE, SECONDS),
    rampSeconds: 2,
    maxSeconds: SECONDS + 6,
  };
  const before = await cpuSeconds(server.pid) ?? NaN;
  const outside = await sseload(job);
  const seen = outside ? fromOutside(outside) : await fromInside(job);
  const used = (await cpuSeconds(server.pid) ?? NaN) - before;
  return { ...seen, microseconds: used * 1e6 / seen.events };
}

function fromOutside(seen: Sseload): Omit<Cost, "microseconds"> {
  return {
    rate: seen.stream_rate,
    failed: seen.failed,
    events: seen.content_events,
    clientCpuSeconds: seen.client_cpu_s,
  };
}

async function fromInside(job: LoadJob): Promise<Omit<Cost, "microseconds">> {
  const { streamRate, failed, events, clientCpuSeconds } = await load(job);
  return { rate: streamRate, failed, events, clientCpuSeconds };
}
