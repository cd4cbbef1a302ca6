/** Deno as the platform: what it says when it cannot, in no runtime's own words, and what a port tells. */

import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { denoPlatform } from "../../lib/platform/deno.ts";
import { type Edge, PlatformError, type Socket } from "../../lib/platform/platform.ts";

const platform = denoPlatform();

const anyPort: Socket = { hostname: "127.0.0.1", port: 0, shared: false, onBroken() {} };

Deno.test("denoPlatform().readText() rejects with its kind, and a reason without path and number", async () => {
  const folder = await Deno.makeTempDir();
  const missing = await assertRejects(() => platform.readText(`${folder}/none`), PlatformError);
  assertEquals([missing.kind, missing.message], ["no_such_file", "No such file or directory"]);
  const wrong = await assertRejects(() => platform.readText(folder), PlatformError);
  assertEquals([wrong.kind, wrong.message], ["file_trouble", "Is a directory"]);
  await platform.writeText(`${folder}/some`, "text");
  assertEquals(await platform.readText(`${folder}/some`), "text");
  await Deno.remove(folder, { recursive: true });
});

Deno.test("denoPlatform().listen() tells who asks, and a taken port from other trouble", async () => {
  const serve = (_: Request, edge: Edge) => Promise.resolve(new Response(edge.peer()));
  const listening = platform.listen(anyPort, serve);
  const { port } = listening;
  assertEquals(await (await fetch(`http://127.0.0.1:${port}/`)).text(), "127.0.0.1");
  const taken = assertThrows(() => platform.listen({ ...anyPort, port }, serve), PlatformError);
  const foreign = { ...anyPort, hostname: "203.0.113.1" };
  const trouble = assertThrows(() => platform.listen(foreign, serve), PlatformError);
  assertEquals([taken.kind, trouble.kind], ["port_taken", "port_trouble"]);
  await listening.close();
});
