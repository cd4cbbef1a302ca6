/** The program as a real process that has no file descriptors left. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PATIENCE_MS = 60_000;
/** It needs about thirty, each thread some ten more. */
const DESCRIPTORS = 80;

/** What a process prints, to be waited for. */
function printed(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
  let text = "";
  const done = (async () => {
    for await (const part of stream.pipeThrough(new TextDecoderStream())) text += part;
  })();
  return {
    done,
    until: (pattern: RegExp) => until(() => pattern.exec(text), `${pattern} in: ${text}`),
  };
}

async function until<T>(look: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
  const late = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > late) throw new Error(`Waited in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

for (const workers of ["1", "2"]) {
  Deno.test({
    name:
      `the program: out of file descriptors it goes on, and listens again, with --workers ${workers}`,
    ignore: Deno.build.os === "windows",
    async fn() {
      const args =
        `run --quiet --lock=start.lock --allow-net --allow-read --allow-env=PORT,HOST,CONFIG \
        main.ts --port 0 --host 127.0.0.1 --workers ${workers}`;
      const process = new Deno.Command("bash", {
        args: ["-c", `ulimit -n ${DESCRIPTORS}; exec ${Deno.execPath()} ${args}`],
        cwd: ROOT,
        stdout: "piped",
        stderr: "piped",
      }).spawn();
      const [out, err] = [printed(process.stdout), printed(process.stderr)];
      const connections: Deno.Conn[] = [];
      try {
        const port = Number((await out.until(/http:\/\/127\.0\.0\.1:(\d+)/))[1]);
        await out.until(/Client:/);
        const stream = await fetch(`http://127.0.0.1:${port}/v1/chat/completions?tps=10`, {
          method: "POST",
          body: JSON.stringify({
            model: "m",
            stream: true,
            max_tokens: 20,
            messages: [{ role: "user", content: "Hello" }],
          }),
        });
        const whole = stream.text();
        for (let i = 0; i < 2 * DESCRIPTORS; i++) {
          try {
            connections.push(await Deno.connect({ hostname: "127.0.0.1", port }));
          } catch {
            break; // Refused: there are none left.
          }
        }
        await err.until(/Cannot take connections on .*: Too many open files. Trying again/);
        assertMatch(await whole, /data: \[DONE\]\n\n$/);
        for (const connection of connections.splice(0)) connection.close();
        await until(async () => {
          const answer = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => undefined);
          await answer?.body?.cancel();
          return answer?.ok;
        }, "an answer");
        process.kill("SIGTERM");
        assertEquals((await process.status).code, 0);
      } finally {
        for (const connection of connections) connection.close();
        try {
          process.kill("SIGKILL");
        } catch {
          // It has ended already.
        }
        assert(await process.status);
        await Promise.all([out.done, err.done]);
      }
    },
  });
}
