/** How long hostile bodies hold the event loop, in its own time: as large as may be, and fuzzed ones (`FUZZ=20000 deno task bench hostile`). */

import { seededRandom } from "../../lib/random.ts";
import { fuzzedBody, pick } from "../../tests/server/fuzz_bodies.ts";
import { ENDPOINTS } from "../../tests/server/fuzz_endpoints.ts";
import { createStreamMocker, type StreamMocker } from "../../routes/mod.ts";
import { longestHoldMs, turn } from "../hold.ts";
import { type Figure, type Scenario, show } from "../scenario.ts";

const MOST_MS = 100;
const MOST_BYTES = 2 ** 21;
const CONFIG = '[general]\ndefault_tokens_per_second = 10000\ndefault_response_mode = "short"\n';
const BODIES = Number(Deno.env.get("FUZZ") ?? 2000);

const keys = (count: number) => Array.from({ length: count }, (_, i) => `"k${i}":1`).join();
const chat = (content: unknown, more: object = {}) =>
  JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content }], ...more });

/** Each as large as `max_body_bytes` and the bounds let it be, or larger. */
const LARGE: Readonly<Record<string, readonly [path: string, body: () => string]>> = {
  "brackets": ["/v1/chat/completions", () => "[".repeat(10_000_000)],
  "600,000 keys": ["/v1/chat/completions", () => `{${keys(600_000)}}`],
  "150,000 unknown settings": ["/v1/chat/completions", () => `{"mock":{${keys(150_000)}}}`],
  "9 MB of words": ["/v1/chat/completions", () => chat("word ".repeat(1_800_000))],
  "9 MB of one letter": ["/v1/chat/completions", () => chat("a".repeat(9_000_000))],
  "9 MB of instructions, streamed": [
    "/v1/responses",
    () =>
      JSON.stringify({
        model: "gpt-4o",
        input: "Hi",
        stream: true,
        instructions: "x".repeat(9_000_000),
      }),
  ],
  "a model's name of 9 MB": [
    "/v1/chat/completions",
    () => chat("Hi", { model: "x".repeat(9_000_000) }),
  ],
  "288,000 tokens to embed": [
    "/v1/embeddings",
    () =>
      JSON.stringify({
        model: "text-embedding-3-small",
        input: Array.from({ length: 36 }, () => Array(8000).fill(5)),
      }),
  ],
  "9,000 settings that are none": [
    "/config",
    () => `{"general":{${keys(9000)}}}`,
  ],
};

/** The longest that anybody would have waited for another's request, in process. */
export const hostile: Scenario = {
  name: "hostile",
  async run() {
    const mocker = createStreamMocker({ config: CONFIG });
    const figures: Figure[] = [];
    for (const [what, [path, body]] of Object.entries(LARGE)) {
      const json = body();
      await turn();
      figures.push(
        figureOf(what, await longestHoldMs(() => ask(mocker, path, json).then(() => {}))),
      );
    }
    const random = seededRandom(1);
    let failed = 0;
    const longest = await longestHoldMs(async () => {
      for (let i = 0; i < BODIES; i++) {
        const { path, bases } = pick(random, ENDPOINTS);
        const json = fuzzedBody(pick(random, bases), random);
        await turn();
        if (await ask(mocker, path.replace(":stream", "none"), json) >= 500) failed++;
      }
    });
    figures.push(figureOf(`${BODIES} fuzzed bodies`, longest), {
      what: "the same: answered with a 500",
      toReach: "0",
      measured: `${failed}`,
      reached: failed === 0,
      values: { failed },
    });
    return figures;
  },
};

/** Sends a body and reads some of what comes back, a turn for each part; gives the status. */
async function ask(mocker: StreamMocker, path: string, body: string): Promise<number> {
  const headers = { "x-mock": "tps=inf", "anthropic-version": "2023-06-01" };
  const response = await mocker.fetch(`http://mock${path}`, { method: "POST", headers, body });
  const reader = response.body?.getReader();
  for (let bytes = 0; reader && bytes < MOST_BYTES;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    await turn();
  }
  await reader?.cancel();
  return response.status;
}

function figureOf(what: string, longestMs: number): Figure {
  return {
    what: `${what}: the longest that the event loop was held`,
    toReach: `under ${MOST_MS} ms`,
    measured: `${show(longestMs, 0)} ms`,
    reached: longestMs < MOST_MS,
    values: { longestMs },
  };
}
