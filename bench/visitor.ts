/** Asks a server that is measured, and watches how late its event loop is. */

import { chatBody } from "./load_job.ts";
import { sleep } from "./scenario.ts";

/** Sends a request and reads what comes back, up to so many bytes; gives the status. */
export async function ask(
  port: number,
  path: string,
  init: RequestInit = {},
  mostBytes = 2 ** 21,
): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, init);
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > mostBytes) break; // Which also leaves.
  }
  return response.status;
}

/** A POST of JSON. */
export function posting(body: unknown): RequestInit {
  return { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) };
}

/** The largest delay of the server's event loop, by its own account, while `use` runs: a stream keeps its clock ringing. */
export async function longestDelayMs(port: number, use: () => Promise<void>): Promise<number> {
  const leaving = new AbortController();
  const { signal } = leaving;
  const stream = (async () => {
    while (!signal.aborted) {
      await ask(port, "/v1/chat/completions", { ...posting(chatBody(100, 600)), signal }, Infinity)
        .catch(() => {});
    }
  })();
  let longest = 0;
  const look = async () => {
    const response = await fetch(`http://127.0.0.1:${port}/healthz`);
    const { loop_delay_ms: delay } = await response.json() as { loop_delay_ms: { max: number } };
    longest = Math.max(longest, delay.max);
  };
  const looking = (async () => {
    await sleep(10_500); // What it remembers of before.
    while (!signal.aborted) {
      await look();
      await sleep(1000);
    }
  })();
  await sleep(10_500);
  await use();
  await look();
  leaving.abort();
  await Promise.all([stream, looking]);
  return longest;
}
