/** The port of a real process whose threads share it, from before it starts: who is let in once is let in from then on. */

import { assert, assertEquals } from "@std/assert";
import { denoPlatform } from "../../lib/platform/deno.ts";
import { PlatformError, type Sharing } from "../../lib/platform/platform.ts";
import { hasThreads, theProgram } from "./the_program.ts";

const HOST = "127.0.0.1";
const BETWEEN_MS = 1;
/** Of those who come when all threads serve. */
const MORE = 50;

/** What came of a visit: the status, or that nobody was there, or that somebody left without a word. */
type Visit = number | "refused" | "broken";

/** Comes by a connection of its own, and waits for the answer. */
async function visit(port: number): Promise<Visit> {
  const connection = await Deno.connect({ hostname: HOST, port }).catch(() => undefined);
  if (!connection) return "refused";
  try {
    const request = `GET /healthz HTTP/1.1\r\nhost: ${HOST}:${port}\r\nconnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    const answer = await new Response(connection.readable).text();
    return Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? NaN) || "broken";
  } catch {
    return "broken";
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: HOST, port: 0 });
  return listener.addr.port;
}

Deno.test(
  "the program: who comes while the threads start waits for them, and after him nobody is turned away",
  {
    ignore: !hasThreads,
  },
  async () => {
    const port = freePort();
    const process = theProgram(["--port", `${port}`, "--workers", "2"]).spawn();
    try {
      let serves = false;
      const printed = (async () => {
        let text = "";
        for await (const part of process.stdout.pipeThrough(new TextDecoderStream())) {
          serves = /Client: .*\n/.test(text += part);
          if (serves) break;
        }
        assert(serves, text);
      })();
      const visits: Promise<Visit>[] = [];
      for (let more = MORE; more > 0; more -= serves ? 1 : 0) {
        visits.push(visit(port));
        await new Promise((next) => setTimeout(next, BETWEEN_MS));
      }
      await printed;
      const all = await Promise.all(visits);
      // Whoever comes in the microseconds in which the port is tried has been let in by nobody.
      const first = all.findIndex((one) => one !== "refused" && one !== "broken");
      assertEquals(all.slice(first), Array(all.length - first).fill(200));
    } finally {
      process.kill("SIGKILL");
      await process.status;
      await process.stderr.cancel();
    }
  },
);

Deno.test("denoPlatform().listen() has a port for the first of several threads that nobody has, and for the others with it", async () => {
  const listen = (port: number, sharing: Sharing) =>
    denoPlatform().listen(
      { hostname: HOST, port, sharing, onBroken() {} },
      () => Promise.resolve(new Response()),
    );
  const kindOf = async (port: number, sharing: Sharing) => {
    try {
      await (await listen(port, sharing)).close();
      return "open";
    } catch (error) {
      assert(error instanceof PlatformError, `${error}`);
      return error.kind;
    }
  };
  const first = await listen(0, "first");
  const { port } = first;
  for (const sharing of ["first", "alone"] as const) {
    assertEquals(await kindOf(port, sharing), "port_taken");
  }
  assertEquals(await kindOf(port, "one_of_several"), "open");
  await first.close();
  assertEquals(await kindOf(port, "first"), "open");
});
