/** What others do beside the streams, and what it costs these: Prometheus, people who look on, and a cluster's engine. */

import { findChromium, startBrowser } from "../../tests/browser/world.ts";
import { startChild } from "../child.ts";
import { chatBody } from "../load_job.ts";
import { type Figure, type Scenario, show, sleep } from "../scenario.ts";
import { loadCounted, type Special, startServerWith, warmUp } from "../server.ts";
import { median } from "../stats.ts";
import { ask } from "../visitor.ts";

const STREAMS = 100;
const RATE = 50;
const SECONDS = 8;
const ROUNDS = 3;
const PAGES = 3;
const SCRAPE_MS = 1000;
const REDIS = "redis-server";

/** Something that goes on beside the load. */
interface Beside {
  readonly what: string;
  /** How the server is started for it. */
  readonly server?: Special;
  begin(port: number): Promise<AsyncDisposable>;
}

const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() };

const scraper: Beside = {
  what: "/metrics scraped every second",
  begin(port) {
    const leaving = new AbortController();
    const scraping = (async () => {
      while (!leaving.signal.aborted) {
        await ask(port, "/metrics", {}, leaving.signal);
        await sleep(SCRAPE_MS);
      }
    })();
    return Promise.resolve({
      async [Symbol.asyncDispose]() {
        leaving.abort();
        await scraping;
      },
    });
  },
};

const pages: Beside = {
  what: `${PAGES} pages open that list requests`,
  async begin(port) {
    const browser = await startBrowser(await findChromium());
    for (let i = 0; i < PAGES; i++) {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${port}/#requests`);
    }
    return { [Symbol.asyncDispose]: () => browser.close() };
  },
};

/** Where the engine listens that a cluster's servers share. */
async function startEngine(): Promise<{ readonly server: Special } & AsyncDisposable> {
  const free = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = free.addr;
  free.close();
  const folder = await Deno.makeTempDir();
  const where = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder];
  const args = [...where, "--save", "", "--appendonly", "no"];
  const child = startChild({ command: REDIS, args });
  await child.line(/Ready to accept connections/, 10);
  return {
    server: { task: "cluster", tables: `[cluster]\nurl = "redis://127.0.0.1:${port}"\n` },
    async [Symbol.asyncDispose]() {
      await child[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** The same load with each of these beside it, in turns. */
export const beside: Scenario = {
  name: "beside",
  async run() {
    await using engine = await startEngine();
    const all: readonly Beside[] = [
      { what: "nothing", begin: () => Promise.resolve(nothing) },
      scraper,
      pages,
      { what: "a cluster", server: engine.server, begin: () => Promise.resolve(nothing) },
    ];
    const runs:
      (readonly { readonly cpuUs: number; readonly p50: number; readonly p99: number }[])[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const results = [];
      for (const one of all) results.push(await measure(one));
      runs.push(results);
    }
    return all.map(({ what }, i): Figure => {
      const of = (key: "cpuUs" | "p50" | "p99") =>
        median(runs.flatMap((results) => results[i]?.[key] ?? []));
      const [cpuUs, p50, p99] = [of("cpuUs"), of("p50"), of("p99")];
      return {
        what:
          `${STREAMS} streams of ${RATE}/s beside ${what}: CPU an event, schedule error p50 / p99`,
        toReach: "",
        measured: `${show(cpuUs, 1)} µs, ${show(p50)} / ${show(p99)} ms`,
        values: { cpuUs, p50, p99 },
      };
    });
  },
};

async function measure({ server: special = {}, begin }: Beside) {
  await using server = await startServerWith(special);
  await warmUp(server);
  await using _ = await begin(server.port);
  const { cpuUs, errorFromFirst: { p50, p99 } } = await loadCounted(server, {
    streams: STREAMS,
    rate: RATE,
    body: chatBody(RATE, SECONDS),
    rampSeconds: 1,
    maxSeconds: SECONDS * 4,
  });
  return { cpuUs, p50, p99 };
}
