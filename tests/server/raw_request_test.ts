/** Requests as clients write them on the wire, to the program as a real process: what no `fetch` of ours would send. */

import { assert, assertStringIncludes } from "@std/assert";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { served } from "./served.ts";
import { hasThreads } from "./the_program.ts";

/** Gives a way to write bytes to the server and read all that comes back until it closes. */
const talking = (use: (say: Say) => Promise<void>) =>
  served((port) => use((head, body) => exchanged(port, head, body)));

type Say = (head: readonly string[], body: Uint8Array) => Promise<string>;

async function exchanged(port: number, head: readonly string[], body: Uint8Array): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const lines = [
    "POST /v1/chat/completions?tps=10000&ttft=0&response_length=short HTTP/1.1",
    `host: localhost:${port}`,
    "content-type: application/json",
    ...head,
  ];
  const writer = connection.writable.getWriter();
  await writer.write(new TextEncoder().encode(`${lines.join("\r\n")}\r\n\r\n`));
  await writer.write(body);
  writer.releaseLock();
  let answer = "";
  const whole = /\r\n0\r\n\r\n$|"(?:usage|error)":.*\}\s*$/s;
  for await (const text of connection.readable.pipeThrough(new TextDecoderStream())) {
    answer += text;
    if (whole.test(answer)) break; // Which also closes the connection.
  }
  return answer;
}

const body = (stream: boolean) =>
  new TextEncoder().encode(
    JSON.stringify({ model: "gpt-4o", stream, messages: [{ role: "user", content: "Hello!" }] }),
  );

const UPGRADES: readonly [string, readonly string[]][] = [
  ["the JDK's HttpClient", [
    "Connection: Upgrade, HTTP2-Settings",
    "Upgrade: h2c",
    "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
  ]],
  ["Apache's HttpClient", ["Connection: Upgrade", "Upgrade: TLS/1.2"]],
  ["one that says only so", ["Connection: Upgrade"]],
];

Deno.test("the program: a POST that offers another protocol is answered in HTTP/1.1, whole and streamed", async () => {
  await talking(async (say) => {
    for (const [client, upgrade] of UPGRADES) {
      for (const stream of [false, true]) {
        const sent = body(stream);
        const answer = await say([...upgrade, `Content-Length: ${sent.length}`], sent);
        assert(answer.startsWith("HTTP/1.1 200 OK\r\n"), `${client}: ${answer}`);
        assertStringIncludes(answer, stream ? "data: [DONE]" : '"chat.completion"');
      }
    }
  });
});

Deno.test("the program: reads compressed bodies with the permissions and packages that it starts with", async () => {
  await talking(async (say) => {
    for (const [name, encode] of ENCODINGS) {
      const sent = encode(body(true));
      const head = [`Content-Encoding: ${name}`, `Content-Length: ${sent.length}`];
      const answer = await say(head, sent);
      assert(answer.startsWith("HTTP/1.1 200 OK\r\n"), `${name}: ${answer}`);
      assertStringIncludes(answer, "data: [DONE]");
    }
    const refused = await say(["Content-Encoding: lzma", "Content-Length: 3"], new Uint8Array(3));
    assert(refused.startsWith("HTTP/1.1 415 "), refused);
  });
});

const ENCODINGS: readonly (readonly [string, (bytes: Uint8Array) => Uint8Array])[] = [
  ["gzip", gzipSync],
  ["br", brotliCompressSync],
  // Node has it from 22.15 on.
  ...hasThreads ? [["zstd", zstdCompressSync] as const] : [],
];
