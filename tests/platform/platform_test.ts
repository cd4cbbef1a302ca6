/** What every platform does: what it says when it cannot, in no runtime's own words, and how a port answers. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { denoPlatform } from "../../lib/platform/deno.ts";
import { nodePlatform } from "../../lib/platform/node.ts";
import {
  type Edge,
  type Listening,
  PlatformError,
  type Serve,
  type Socket,
} from "../../lib/platform/platform.ts";

const PLATFORMS = { denoPlatform: denoPlatform(), nodePlatform: nodePlatform() };

const anyPort: Socket = { hostname: "127.0.0.1", port: 0, sharing: "alone", onBroken() {} };

/** Bytes that come one chunk at a time, each when it is asked for by `next`. */
function slowBody() {
  const encoder = new TextEncoder();
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (own) => void (controller = own),
    cancel: () => cancelled.resolve(),
  });
  return {
    body,
    cancelled: cancelled.promise,
    write: (text: string) => controller?.enqueue(encoder.encode(text)),
    close: () => controller?.close(),
    break: (error: unknown) => controller?.error(error),
  };
}

for (const [name, platform] of Object.entries(PLATFORMS)) {
  /** Serves on a free port while `use` runs. */
  const served = async (
    serve: Serve,
    use: (url: string, listening: Listening) => Promise<void>,
    socket: Socket = anyPort,
  ) => {
    const listening = await platform.listen(socket, serve);
    await use(`http://127.0.0.1:${listening.port}`, listening);
    await listening.close();
  };

  Deno.test(`${name}().readText() rejects with its kind, and a reason without path and number`, async () => {
    const folder = await Deno.makeTempDir();
    const missing = await assertRejects(() => platform.readText(`${folder}/none`), PlatformError);
    assertEquals([missing.kind, missing.message.toLowerCase()], [
      "no_such_file",
      "no such file or directory",
    ]);
    const wrong = await assertRejects(() => platform.readText(folder), PlatformError);
    assertEquals(wrong.kind, "file_trouble");
    assert(!wrong.message.includes(folder), wrong.message);
    await platform.writeText(`${folder}/some`, "text");
    assertEquals(await platform.readText(`${folder}/some`), "text");
    await Deno.remove(folder, { recursive: true });
  });

  Deno.test(`${name}().readText() rejects at once for what nobody can wait for: a pipe, a device, a file without bounds`, async () => {
    const folder = await Deno.makeTempDir();
    await new Deno.Command("mkfifo", { args: [`${folder}/pipe`] }).output();
    await Deno.writeTextFile(`${folder}/huge`, "");
    await Deno.truncate(`${folder}/huge`, 65 * 1024 * 1024);
    for (const path of [`${folder}/pipe`, "/dev/zero", `${folder}/huge`]) {
      const error = await assertRejects(() => platform.readText(path), PlatformError);
      assertEquals(error.kind, "file_trouble");
    }
    await Deno.remove(folder, { recursive: true });
  });

  Deno.test(`${name}().watchFolder() hints at a file that was renamed over another`, async () => {
    const folder = await Deno.makeTempDir();
    const hinted = Promise.withResolvers<void>();
    const watch = platform.watchFolder(folder, hinted.resolve);
    await Deno.writeTextFile(`${folder}/new`, "text");
    await Deno.rename(`${folder}/new`, `${folder}/config.toml`);
    await hinted.promise;
    await watch.stop();
    await Deno.remove(folder, { recursive: true });
  });

  Deno.test(`${name}().listen() tells who asks, and a taken port from other trouble`, async () => {
    const serve = (_: Request, edge: Edge) => Promise.resolve(new Response(edge.peer()));
    await served(serve, async (url, { port }) => {
      assertEquals(await (await fetch(url)).text(), "127.0.0.1");
      const taken = await assertRejects(
        () => platform.listen({ ...anyPort, port }, serve),
        PlatformError,
      );
      const foreign = { ...anyPort, hostname: "203.0.113.1" };
      const trouble = await assertRejects(() => platform.listen(foreign, serve), PlatformError);
      assertEquals([taken.kind, trouble.kind], ["port_taken", "port_trouble"]);
    });
  });

  Deno.test(`${name}().listen() gives a request as it was sent, and a whole answer with its length`, async () => {
    const serve = async (request: Request) =>
      Response.json({
        url: request.url,
        method: request.method,
        header: request.headers.get("x-twice"),
        body: await request.text(),
      }, { status: 201, headers: { "x-mine": "1" } });
    await served(serve, async (url) => {
      const response = await fetch(`${url}/a%2Fb/%C3%A9?q=1%20/2`, {
        method: "POST",
        headers: [["x-twice", "a"], ["x-twice", "b"], ["accept-encoding", "identity"]],
        body: "héllo",
      });
      const text = await response.text();
      assertEquals(JSON.parse(text), {
        url: `${url}/a%2Fb/%C3%A9?q=1%20/2`,
        method: "POST",
        header: "a, b",
        body: "héllo",
      });
      assertEquals([response.status, response.headers.get("x-mine")], [201, "1"]);
      assertEquals(
        response.headers.get("content-length"),
        `${new TextEncoder().encode(text).length}`,
      );
    });
  });

  Deno.test(`${name}().listen() sends the head before the first byte, and each byte when it is there`, async () => {
    const slow = slowBody();
    await served(() => Promise.resolve(new Response(slow.body)), async (url) => {
      const response = await fetch(url); // Settles with the head.
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (const text of ["a", "b", "c"]) {
        slow.write(text);
        assertEquals((await reader?.read())?.value, text);
      }
      slow.close();
      assertEquals((await reader?.read())?.done, true);
    });
  });

  Deno.test(`${name}().listen() cancels the body of a client that leaves`, async () => {
    const slow = slowBody();
    await served(() => Promise.resolve(new Response(slow.body)), async (url) => {
      const leaving = new AbortController();
      const response = await fetch(url, { signal: leaving.signal });
      slow.write("a");
      await response.body?.getReader().read();
      leaving.abort();
      await slow.cancelled;
    });
  });

  Deno.test(`${name}().listen() tells a handler that still thinks that its client has left`, async () => {
    const aborted = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const serve = (request: Request) => {
      request.signal.addEventListener("abort", () => aborted.resolve());
      asked.resolve();
      return aborted.promise.then(() => new Response("late"));
    };
    await served(serve, async (url) => {
      const leaving = new AbortController();
      const answer = fetch(url, { signal: leaving.signal }).catch(() => {});
      await asked.promise;
      leaving.abort();
      await Promise.all([answer, aborted.promise]);
    });
  });

  Deno.test(`${name}().listen() breaks the connection of a body that breaks`, async () => {
    const slow = slowBody();
    await served(() => Promise.resolve(new Response(slow.body)), async (url) => {
      const response = await fetch(url);
      const reader = response.body?.getReader();
      slow.write("a");
      await reader?.read();
      slow.break(new Error("on purpose"));
      await assertRejects(async () => await reader?.read());
    });
  });

  Deno.test(`${name}().listen() closes when what is under way has ended`, async () => {
    const slow = slowBody();
    const listening = await platform.listen(
      anyPort,
      () => Promise.resolve(new Response(slow.body)),
    );
    const url = `http://127.0.0.1:${listening.port}`;
    const response = await fetch(url);
    const closed = listening.close();
    await assertRejects(() => fetch(url));
    slow.write("to the end");
    slow.close();
    assertEquals(await response.text(), "to the end");
    await closed;
  });
}

Deno.test("nodePlatform().listen() resets the connection of a body that is broken from the start", async () => {
  const serve = () => Promise.resolve(new Response(brokenBody()));
  const broken = Promise.withResolvers<unknown>();
  const socket = { ...anyPort, onBroken: broken.resolve };
  const listening = await PLATFORMS.nodePlatform.listen(socket, serve);
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: listening.port });
  await connection.write(new TextEncoder().encode("GET / HTTP/1.1\r\nhost: localhost\r\n\r\n"));
  await assertRejects(() => connection.read(new Uint8Array(10)), Deno.errors.ConnectionReset);
  connection.close();
  assertEquals(String(await broken.promise), "Error: on purpose");
  await listening.close();
});

function brokenBody(): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ pull: (controller) => controller.error(new Error("on purpose")) });
}

Deno.test("the platform: once it serves, nothing but the network and reading files is left to the program", async () => {
  const script = new URL("./give_up.ts", import.meta.url).pathname;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "--allow-all", script],
  }).output();
  assertEquals(new TextDecoder().decode(stdout), "net,read\n");
});
