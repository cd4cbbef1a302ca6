/** The schedule error of 1,000 streams. */

import { startFloor } from "../floor.ts";
import { chatBody, load, type LoadResult } from "../load_job.ts";
import { type Figure, type Scenario, show } from "../scenario.ts";
import { startWarmServer } from "../server.ts";
import { sseload } from "../sseload.ts";

const STREAMS = 1000;
const RATE = 50;
const SECONDS = 6;
const MOST = { p50: 1.5, p99: 15 } as const;
const TO_REACH = `at most ${MOST.p50} / ${MOST.p99} ms`;

const jobFor = (port: number) => ({
  port,
  streams: STREAMS,
  rate: RATE,
  body: chatBody(RATE, SECONDS),
  rampSeconds: 1,
  maxSeconds: SECONDS + 4,
});

/** From the request, as the schedule is meant; and from the first event, as an onlooker has it. */
export const thousand: Scenario = {
  name: "thousand",
  async run() {
    await using server = await startWarmServer();
    const job = jobFor(server.port);
    const result = await load(job);
    const figures = [
      errorFigure("from the request", result.errorFromRequest, result),
      errorFigure("from the first event", result.errorFromFirst, result),
    ];
    const outside = await sseload(job);
    if (outside) figures.push(errorFigure("sseload", outside.sched_err_ms));
    const floor = await floorFigure();
    return floor ? [...figures, floor] : figures;
  },
};

async function floorFigure(): Promise<Figure | undefined> {
  await using floor = await startFloor(RATE, RATE * SECONDS);
  if (!floor) return undefined;
  const result = await load(jobFor(floor.port));
  const figure = errorFigure("floor.c, from the request", result.errorFromRequest, result);
  return { ...figure, toReach: "", reached: undefined };
}

function errorFigure(
  what: string,
  error: { readonly p50: number; readonly p99: number; readonly max: number },
  result?: LoadResult,
): Figure {
  const { p50, p99, max } = error;
  return {
    what: `${STREAMS} streams of ${RATE}/s: schedule error p50 / p99, ${what}`,
    toReach: TO_REACH,
    measured: `${show(p50)} / ${show(p99)} ms (max ${show(max)})`,
    reached: p50 <= MOST.p50 && p99 <= MOST.p99,
    values: { p50, p99, max, ...(result ? clientValues(result) : {}) },
  };
}

function clientValues({ failed, events, seconds, clientCpuSeconds }: LoadResult) {
  return { failed, events, seconds, clientCpuSeconds };
}
