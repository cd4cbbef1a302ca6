/** What the server is compared with, on the same machine and in the same run. */

import { startChild } from "./child.ts";
import { type Listening, listening } from "./server.ts";

const PATIENCE_MS = 5_000;

/** A bare `Deno.serve` that streams constant bytes. */
export function startBare(rate: number, tokens: number, port = 0): Promise<Listening> {
  const script = new URL("./bare.ts", import.meta.url).pathname;
  return listening(startChild({
    command: Deno.execPath(),
    args: ["run", "--no-prompt", "--allow-net", script, `${rate}`, `${tokens}`, `${port}`],
  }));
}

/** A bare `Deno.serve` that answers with constant JSON. */
export function startBareAnswers(): Promise<Listening> {
  const script = new URL("./bare_answers.ts", import.meta.url).pathname;
  return listening(startChild({
    command: Deno.execPath(),
    args: ["run", "--no-prompt", "--allow-net", script],
  }));
}

/** A compiled server of one `write()` an event (`FLOOR=/path PORT RATE TOKENS`), where there is one. */
export async function startFloor(rate: number, tokens: number): Promise<Listening | undefined> {
  const command = Deno.env.get("FLOOR");
  if (!command) return undefined;
  const port = freePort();
  const child = startChild({ command, args: [`${port}`, `${rate}`, `${tokens}`] });
  await connectable(port);
  return {
    pid: child.pid,
    line: child.line,
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
    port,
  };
}

/** A port that nobody listens on. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}

/** Waits until somebody listens on a port. */
export async function connectable(port: number): Promise<void> {
  const late = performance.now() + PATIENCE_MS;
  while (performance.now() < late) {
    try {
      using _ = await Deno.connect({ hostname: "127.0.0.1", port });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }
  throw new Error(`Nothing listens on ${port}`);
}
