/** Asks a server that is measured, and always leaves. */

/** How much of an answer is read, and for how long: some streams have no end. */
const MOST_BYTES = 2 ** 21;
const MOST_MS = 5000;

/** Sends a request and reads what comes back, or some of it; gives the status, or 0 where none came in time. */
export async function ask(
  port: number,
  path: string,
  init: Omit<RequestInit, "signal"> = {},
  leaving?: AbortSignal,
  patienceMs = MOST_MS,
): Promise<number> {
  const controller = new AbortController();
  const { signal } = controller;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const leave = () => {
    controller.abort();
    // Deno's abort is not seen by whoever waits for the next part of a body.
    void reader?.cancel().catch(() => {});
  };
  const timer = setTimeout(leave, patienceMs);
  leaving?.addEventListener("abort", leave);
  let status = 0;
  try {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { ...init, signal });
    status = response.status;
    reader = response.body?.getReader();
    for (let bytes = 0; reader && bytes < MOST_BYTES;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
    }
    await reader?.cancel();
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    leaving?.removeEventListener("abort", leave);
  }
  return status;
}

/** A POST of JSON. */
export function posting(body: unknown): Omit<RequestInit, "signal"> {
  return { method: "POST", body: typeof body === "string" ? body : JSON.stringify(body) };
}
