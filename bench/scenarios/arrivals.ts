/** When those who arrive get their first token, while many streams are under way. */

import { startBare } from "../floor.ts";
import { chatBody, load, type LoadResult } from "../load_job.ts";
import { type Figure, type Scenario, show } from "../scenario.ts";
import { type Listening, startWarmServer } from "../server.ts";

const RATE = 50;
const MOST_OF_BARE = 2;

/** So many streams are under way once those who come, so many a second, leave as fast. */
const LOADS = [{ streams: 300, perSecond: 75 }, { streams: 500, perSecond: 250 }] as const;

/** As the client sees it: what the server knows begins when its handler is called, and the wait is before that. */
export const arrivals: Scenario = {
  name: "arrivals",
  async run() {
    const figures: Figure[] = [];
    for (const { streams, perSecond } of LOADS) {
      const lasts = streams / perSecond;
      const job = { streams, perSecond, lasts };
      const ours = await arrive(await startWarmServer(), job);
      const bare = await arrive(await startBare(RATE, RATE * lasts), job);
      const ratio = ours.firstEvent.p50 / bare.firstEvent.p50;
      figures.push({
        what: `${perSecond} arrivals a second at ${streams} streams of ${RATE}/s: ` +
          "first token p50 / p90, beside a bare Deno.serve",
        toReach: `p50 at most ${MOST_OF_BARE} ×`,
        measured: `${pair(ours)} / ${pair(bare)} ms = ${show(ratio)} ×`,
        reached: ratio <= MOST_OF_BARE && ours.failed === 0,
        values: {
          p50: ours.firstEvent.p50,
          p90: ours.firstEvent.p90,
          bareP50: bare.firstEvent.p50,
          bareP90: bare.firstEvent.p90,
          ratio,
          failed: ours.failed,
        },
      });
    }
    return figures;
  },
};

interface Arrivals {
  readonly streams: number;
  readonly perSecond: number;
  /** Seconds of one stream. */
  readonly lasts: number;
}

/** Lets as many come as are under way, and then measures those of eight more seconds. */
async function arrive(
  listening: Listening,
  { perSecond, lasts }: Arrivals,
): Promise<LoadResult> {
  await using server = listening;
  const rampSeconds = lasts + 8;
  return await load({
    port: server.port,
    streams: perSecond * rampSeconds,
    rate: RATE,
    body: chatBody(RATE, lasts),
    rampSeconds,
    settleSeconds: lasts,
    maxSeconds: rampSeconds + lasts + 6,
  });
}

function pair({ firstEvent: { p50, p90 } }: LoadResult): string {
  return `${show(p50, 1)} and ${show(p90, 1)}`;
}
