/** Another client than the page: what an app of a developer's would be. */

/** A stream that this client reads. */
export interface ClientStream {
  readonly id: string;
  /** Tokens that have come. */
  readonly tokens: () => number;
  /** How it ended; settles then. */
  readonly ended: Promise<"finished" | "broken">;
}

/** Asks for a stream, and reads it. */
export async function startStream(origin: string, body: object): Promise<ClientStream> {
  const response = await fetch(`${origin}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: [{ role: "user", content: "Hello" }], stream: true, ...body }),
  });
  const id = response.headers.get("x-request-id") ?? "";
  let text = "";
  const read = async () => {
    for await (const part of response.body ?? []) text += new TextDecoder().decode(part);
    return text.includes("[DONE]") ? "finished" as const : "broken" as const;
  };
  return {
    id,
    tokens: () => text.match(/"content":"[^"]/g)?.length ?? 0,
    ended: read().catch(() => "broken" as const),
  };
}

/** The ledger's entry of a request. */
export async function ledgerEntry(origin: string, id: string, wait = 5) {
  const response = await fetch(`${origin}/requests/${id}?wait=${wait}`);
  return await response.json();
}

/** How long a fact may take to come true, on a machine whose processors are all busy. */
const PATIENCE_MS = 30_000;

/** Waits until it holds; throws when patience is at its end. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (!await holds()) {
    if (performance.now() > deadline) throw new Error(`Waited in vain: ${what}`);
    await pause(20);
  }
}

/** Lets all streams go on that hold themselves. */
export async function resumeHeld(origin: string): Promise<void> {
  const { data } = await (await fetch(`${origin}/streams?held=true`)).json();
  for (const { id } of data) {
    const resumed = await fetch(`${origin}/streams/${id}`, {
      method: "POST",
      body: JSON.stringify({ action: "resume" }),
    });
    await resumed.body?.cancel();
  }
}

/** Real time, since this is a real browser. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
