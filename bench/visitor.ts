/** Asks a server that is measured, and watches how late its event loop is. */

import { chatBody } from "./load_job.ts";
import { sleep } from "./scenario.ts";

/** How much of an answer is read, and for how long: some streams have no end. */
const MOST_BYTES = 2 ** 21;
const MOST_MS = 5000;

/** Sends a request and reads what comes back, or some of it; gives the status, or 0 where none came in time. */
export async function ask(port: number, path: string, init: RequestInit = {}): Promise<number> {
  const late = AbortSignal.timeout(MOST_MS);
  const signal = init.signal ? AbortSignal.any([init.signal, late]) : late;
  let status = 0;
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, signal });
    status = response.status;
    let bytes = 0;
    for await (const part of response.body ?? []) {
      bytes += part.length;
      if (bytes > MOST_BYTES) break; // Which also leaves.
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return status;
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
      await ask(port, "/v1/chat/completions", { ...posting(chatBody(100, 600)), signal });
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
