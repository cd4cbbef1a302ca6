/** How long hostile bodies hold the event loop, in its own time: as large as may be, and fuzzed ones (`FUZZ=20000 HOSTILE=rules deno task bench hostile`). */

import { seededRandom } from "../../lib/random.ts";
import { fuzzedBody, pick } from "../../tests/server/fuzz_bodies.ts";
import { ENDPOINTS } from "../../tests/server/fuzz_endpoints.ts";
import { createStreamMocker, type StreamMocker } from "../../routes/mod.ts";
import { ANSWERS } from "../hostile/answers.ts";
import { type Ask, chat, type HostileCase } from "../hostile/ask.ts";
import { BODIES } from "../hostile/bodies.ts";
import { CONTROL } from "../hostile/control.ts";
import { KEPT } from "../hostile/kept.ts";
import { createReloadable } from "../hostile/reloadable.ts";
import { longestHoldMs, turn } from "../hold.ts";
import { type Figure, type Scenario, show } from "../scenario.ts";

/** What one request may take, and any of thousands. */
const MOST_MS = 50;
const MOST_MS_OF_ALL = 100;

/** Each is measured so often; the median counts. */
const RUNS = 3;
const MOST_BYTES = 2 ** 21;
const CONFIG = '[general]\ndefault_tokens_per_second = 10000\ndefault_response_mode = "short"\n';
/** A part of the names of those that are measured. */
const ONLY = Deno.env.get("HOSTILE") ?? "";
const FUZZED = Number(Deno.env.get("FUZZ") ?? 2000);

const CASES = { ...BODIES, ...ANSWERS, ...KEPT, ...CONTROL };

/** The longest that anybody would have waited for another's request, in process. */
export const hostile: Scenario = {
  name: "hostile",
  async run() {
    const figures: Figure[] = [];
    for (const [what, hostile] of Object.entries(CASES)) {
      if (!what.includes(ONLY)) continue;
      const held: number[] = [];
      for (let i = 0; i < RUNS; i++) held.push(await heldMs(hostile));
      figures.push(figureOf(what, median(held), MOST_MS));
    }
    const mocker = createStreamMocker({ config: CONFIG });
    const random = seededRandom(1);
    let failed = 0;
    const longest = await longestHoldMs(async (forget) => {
      for (let i = 0; i < FUZZED; i++) {
        const { path, bases } = pick(random, ENDPOINTS);
        await turn();
        // Some come to 50 MB, which takes 130 ms to make: the time of whoever asks, and not of the server.
        const json = fuzzedBody(pick(random, bases), random);
        forget();
        const asked = { path: path.replace(":stream", "none"), body: json };
        if ((await send(mocker, asked)).status >= 500) failed++;
      }
    });
    figures.push(figureOf(`${FUZZED} fuzzed bodies`, longest, MOST_MS_OF_ALL), {
      what: "the same: answered with a 500",
      toReach: "0",
      measured: `${failed}`,
      reached: failed === 0,
      values: { failed },
    });
    return figures;
  },
};

/** How long a request holds the loop of a fresh server that has answered one; after a reload, another one, too. */
async function heldMs({ config, before, saved, ask }: HostileCase): Promise<number> {
  const mocker = await createReloadable(config?.() ?? CONFIG);
  const first = await send(mocker, before?.() ?? chat(), Infinity);
  const asked = ask({ id: /"id":"([^"]+)"/.exec(first.text)?.[1] ?? "", request: first.request });
  if (saved) mocker.save(saved());
  await turn();
  return await longestHoldMs(async () => {
    const { status } = await send(mocker, asked);
    if (saved) await send(mocker, chat());
    if (saved && status !== 200) throw new Error(`the file was not taken: ${status}`);
  });
}

/** Sends a request and reads some of what comes back, a turn for each part. */
async function send(
  mocker: Pick<StreamMocker, "fetch">,
  { path, method = "POST", body }: Ask,
  most = MOST_BYTES,
) {
  const headers = { "x-mock": "tps=inf", "anthropic-version": "2023-06-01" };
  const init = { method, headers, ...body === undefined ? {} : { body } };
  const response = await mocker.fetch(`http://mock${path}`, init);
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (let bytes = 0; reader && bytes < most;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (bytes === 0) text = decoder.decode(value.subarray(0, 2000));
    bytes += value.length;
    await turn();
  }
  await reader?.cancel();
  return { status: response.status, text, request: response.headers.get("x-request-id") ?? "" };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? 0;
}

function figureOf(what: string, longestMs: number, mostMs: number): Figure {
  return {
    what: `${what}: the longest that the event loop was held`,
    toReach: `under ${mostMs} ms`,
    measured: `${show(longestMs, 0)} ms`,
    reached: longestMs < mostMs,
    values: { longestMs },
  };
}
