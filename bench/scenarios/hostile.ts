/** What hostile bodies do to somebody else's stream: as large as may be, and fuzzed ones (`FUZZ=20000 deno task bench hostile`). */

import { seededRandom } from "../../lib/random.ts";
import { fuzzedBody, pick } from "../../tests/server/fuzz_bodies.ts";
import { ENDPOINTS } from "../../tests/server/fuzz_endpoints.ts";
import { type Figure, type Scenario, show } from "../scenario.ts";
import { startWarmServer } from "../server.ts";
import { ask, longestDelayMs, posting } from "../visitor.ts";

const MOST_MS = 100;
const AT_ONCE = 4;
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

/** The longest that anybody waited, by the server's own account. */
export const hostile: Scenario = {
  name: "hostile",
  async run() {
    await using server = await startWarmServer();
    const { port } = server;
    const figures: Figure[] = [];
    for (const [what, [path, body]] of Object.entries(LARGE)) {
      const init = posting(body());
      const longest = await longestDelayMs(port, async () => {
        for (let i = 0; i < 3; i++) await ask(port, path, init);
      });
      figures.push(figureOf(what, longest));
    }
    const random = seededRandom(1);
    let failed = 0;
    const fuzz = async (bodies: number) => {
      for (let i = 0; i < bodies; i++) {
        const { path, bases } = pick(random, ENDPOINTS);
        const init = posting(fuzzedBody(pick(random, bases), random));
        const headers = { "x-mock": "tps=inf", "anthropic-version": "2023-06-01" };
        const status = await ask(port, path.replace(":stream", "none"), { ...init, headers })
          .catch(() => 599);
        if (status >= 500) failed++;
      }
    };
    const longest = await longestDelayMs(port, async () => {
      await Promise.all(Array.from({ length: AT_ONCE }, () => fuzz(BODIES / AT_ONCE)));
    });
    figures.push(figureOf(`${BODIES} fuzzed bodies`, longest), {
      what: "the same: answered with a 500, or not at all",
      toReach: "0",
      measured: `${failed}`,
      reached: failed === 0,
      values: { failed },
    });
    return figures;
  },
};

function figureOf(what: string, longestMs: number): Figure {
  return {
    what: `${what}: the longest that the event loop was held`,
    toReach: `under ${MOST_MS} ms`,
    measured: `${show(longestMs, 0)} ms`,
    reached: longestMs < MOST_MS,
    values: { longestMs },
  };
}
