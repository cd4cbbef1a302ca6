/** Mixed use for a while: whether memory and descriptors stay as they are (`SOAK=3600 deno task bench soak` for an hour). */

import { seededRandom } from "../../lib/random.ts";
import { fuzzedBody, pick } from "../../tests/server/fuzz_bodies.ts";
import { ENDPOINTS } from "../../tests/server/fuzz_endpoints.ts";
import { type Figure, type Scenario, show, sleep } from "../scenario.ts";
import { startWarmServer } from "../server.ts";
import { ask, posting } from "../visitor.ts";

const SECONDS = Number(Deno.env.get("SOAK") ?? 90);
const MOST_GROWTH = 0.1;

/** What a process has in use. */
interface InUse {
  readonly megabytes: number;
  readonly descriptors: number;
}

async function inUse(pid: number): Promise<InUse> {
  const status = await Deno.readTextFile(`/proc/${pid}/status`);
  const descriptors = await Array.fromAsync(Deno.readDir(`/proc/${pid}/fd`));
  return {
    megabytes: Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024,
    descriptors: descriptors.length,
  };
}

const chat = (more: object = {}) =>
  posting({ model: "gpt-4", messages: [{ role: "user", content: "Hello" }], ...more });

/** What is done over and over, some of it until `leaving`. */
function visits(port: number, leaving: AbortSignal): readonly (() => Promise<unknown>)[] {
  const random = seededRandom(1);
  const briefly = (path: string, ms: number, init: Omit<RequestInit, "signal"> = {}) => () =>
    ask(port, path, init, leaving, ms);
  return [
    () => ask(port, "/v1/chat/completions?tps=500", chat({ stream: true })),
    () => ask(port, "/v1/chat/completions?tps=500", chat({ store: true })),
    () => ask(port, "/v1/responses?tps=inf", posting({ model: "gpt-4", input: "Hello" })),
    briefly("/v1/chat/completions?tps=20", 300, chat({ stream: true })),
    briefly("/events", 500),
    briefly("/requests/none?wait=600", 100),
    () => ask(port, "/requests?limit=50"),
    () => ask(port, "/config", posting({ model: "gpt-4", ttft_ms: Math.floor(random() * 9) })),
    () => ask(port, "/config/reload", posting({})),
    () => {
      const { path, bases } = pick(random, ENDPOINTS);
      const init = posting(fuzzedBody(pick(random, bases), random));
      // What is done to the configuration stays, and would be another server to measure.
      return path === "/config" ? Promise.resolve() : ask(port, path.replace(":stream", "none"), {
        ...init,
        headers: { "x-mock": "tps=inf", "anthropic-version": "2023-06-01" },
      });
    },
  ];
}

/** Memory and descriptors in the last half against the first. */
export const soak: Scenario = {
  name: "soak",
  async run() {
    await using server = await startWarmServer();
    const leaving = new AbortController();
    const { signal } = leaving;
    // Who prints waits for a reader: each change of the configuration is a line.
    void server.line(/no line is so/, SECONDS + 60).catch(() => {});
    let done = 0;
    const running = visits(server.port, signal).map(async (visit) => {
      while (!signal.aborted) {
        await visit().catch(() => {});
        done++;
        await sleep(5);
      }
    });
    const seen: InUse[] = [];
    for (let second = 0; second < SECONDS; second++) {
      await sleep(1000);
      seen.push(await inUse(server.pid));
    }
    leaving.abort();
    await Promise.all(running);
    // A quarter of the time warms up. A busy heap breathes, so the least of each half counts.
    const settled = seen.slice(Math.floor(SECONDS / 4));
    const middle = Math.floor(settled.length / 2);
    const least = (of: readonly InUse[], key: keyof InUse) =>
      of.reduce((all, one) => Math.min(all, one[key]), Infinity);
    return (["megabytes", "descriptors"] as const).map((key): Figure => {
      const [before, after] = [
        least(settled.slice(0, middle), key),
        least(settled.slice(middle), key),
      ];
      return {
        what: `${done} requests of all kinds in ${SECONDS} s: ${key} in the last half`,
        toReach: `within ${MOST_GROWTH * 100} % of the first`,
        measured: `${show(before, 0)} → ${show(after, 0)}`,
        reached: after <= before * (1 + MOST_GROWTH) + (key === "descriptors" ? 2 : 0),
        values: { before, after, requests: done },
      };
    });
  },
};
