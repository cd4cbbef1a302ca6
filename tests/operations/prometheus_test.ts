/** Debian's Prometheus scrapes a server of two threads under load, and has the ledger's figures to the token. */

import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PERMISSIONS = ["--allow-net", "--allow-read", "--allow-env=PORT,HOST,CONFIG"];
const PATIENCE_MS = 60_000;
const PROMETHEUS = "/usr/bin/prometheus";

const STREAMS = 60;
const TOKENS = 40;

/** Asks until it has an answer; throws when patience is at its end. */
async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  const late = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (performance.now() > late) throw new Error(`${what} did not come.`);
    await new Promise((next) => setTimeout(next, 100));
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

async function stream(url: string, model: string): Promise<void> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    body: JSON.stringify({
      model,
      messages: [{ role: "user", content: "Hello" }],
      stream: true,
      max_tokens: TOKENS,
      mock: { tokens_per_second: 200 },
    }),
  });
  await response.text();
}

Deno.test({
  name: "Prometheus: its figures of a server under load are the ledger's to the token",
  ignore: !(await Deno.stat(PROMETHEUS).then(() => true, () => false)),
  async fn() {
    const folder = await Deno.makeTempDir();
    const [port, promPort] = [freePort(), freePort()];
    const url = `http://127.0.0.1:${port}`;
    const scrape = {
      global: { scrape_interval: "200ms" },
      scrape_configs: [{
        job_name: "mocker",
        static_configs: [{ targets: [`127.0.0.1:${port}`] }],
      }],
    };
    const config = join(folder, "prometheus.yml");
    await Deno.writeTextFile(config, JSON.stringify(scrape));
    const quiet = { stdout: "null", stderr: "null" } as const;
    const server = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        ...PERMISSIONS,
        join(ROOT, "main.ts"),
        `--port=${port}`,
        "--workers=2",
      ],
      cwd: ROOT,
      ...quiet,
    }).spawn();
    const prometheus = new Deno.Command(PROMETHEUS, {
      args: [
        `--config.file=${config}`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${promPort}`,
      ],
      ...quiet,
    }).spawn();
    try {
      await until("The server", async () => (await (await fetch(`${url}/healthz`)).json()).status);
      await Promise.all(
        Array.from({ length: STREAMS }, (_, i) => stream(url, i % 2 ? "gpt-4o" : "gpt-3.5-turbo")),
      );
      const { data } = await (await fetch(`${url}/requests?limit=1000`)).json();
      const tokens = data.reduce((sum: number, entry: { tokens: number }) => sum + entry.tokens, 0);
      assertEquals(tokens, STREAMS * TOKENS);
      const ask = async (query: string) => {
        const found = await fetch(
          `http://127.0.0.1:${promPort}/api/v1/query?query=${encodeURIComponent(query)}`,
        );
        return Number((await found.json()).data.result[0]?.value[1]);
      };
      await until(
        `The sum of ${tokens} tokens`,
        async () => await ask("sum(mocker_tokens_total)") === tokens ? tokens : undefined,
      );
      assertEquals(await ask('sum(mocker_requests_total{outcome="completed"})'), STREAMS);
      assertEquals(await ask("sum(mocker_time_to_first_token_seconds_count)"), STREAMS);
      assertEquals(await ask("sum(mocker_inter_token_seconds_count)"), STREAMS * (TOKENS - 1));
      assertEquals(await ask("mocker_open_streams"), 0);
    } finally {
      for (const process of [server, prometheus]) {
        process.kill("SIGTERM");
        await process.status;
      }
      await Deno.remove(folder, { recursive: true });
    }
  },
});
