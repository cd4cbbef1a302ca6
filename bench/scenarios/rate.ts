/** Usage over time against the setting, one stream at a time. */

import { chatBody, load } from "../load_job.ts";
import { type Figure, type Scenario, show } from "../scenario.ts";
import { startWarmServer } from "../server.ts";

const RATES = [1, 10, 50, 100, 500, 1000] as const;
const SECONDS = 6;
const WITHIN = 0.001;

/** `completion_tokens` of the usage over the time from the request to the last token. */
export const rate: Scenario = {
  name: "rate",
  async run() {
    await using server = await startWarmServer();
    const figures: Figure[] = [];
    for (const setting of RATES) {
      const { firstStream } = await load({
        port: server.port,
        streams: 1,
        rate: setting,
        body: chatBody(setting, SECONDS),
        rampSeconds: 0,
        maxSeconds: SECONDS + 3,
      });
      const measured = firstStream.tokens / firstStream.seconds;
      const off = measured / setting - 1;
      figures.push({
        what: `usage over time, set to ${setting} tokens/s`,
        toReach: "within 0.1 %",
        measured: `${show(measured, 3)} (${show(off * 100, 3)} %)`,
        reached: Math.abs(off) <= WITHIN && firstStream.events === firstStream.tokens,
        values: { setting, measured, off, ...firstStream },
      });
    }
    return figures;
  },
};
