/** Requests as clients write them on the wire, to the program as a real process: what no `fetch` of ours would send. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { served } from "./served.ts";
import { hasThreads } from "./the_program.ts";

/** Gives a way to write bytes to the server and read all that comes back until it closes. */
const talking = (use: (say: Say) => Promise<void>): Promise<string> =>
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

/** Writes all of it, and gives the first line of what comes back; nothing where it goes away after having written. */
async function firstLine(port: number, text: string, leaves = false): Promise<string> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await connection.write(new TextEncoder().encode(text));
  if (leaves) {
    connection.close();
    return "";
  }
  const bytes = new Uint8Array(4096);
  const read = await connection.read(bytes) ?? 0;
  connection.close();
  return new TextDecoder().decode(bytes.subarray(0, read)).split("\r\n")[0] ?? "";
}

/** Heads of which something is nonsense. */
const NONSENSE: readonly string[] = [
  "GET /healthz HTTP/1.1\r\nHost: bad host\r\n\r\n",
  "GET /healthz HTTP/1.1\r\nHost: me@localhost\r\n\r\n",
  "GET /healthz HTTP/1.1\r\nHost: localhost:99999\r\n\r\n",
  "GET /healthz HTTP/1.1\r\nHost: [::\r\n\r\n",
  "GET /healthz HTTP/1.1\r\nHost: %00\r\n\r\n",
  "GET /healthz HTTP/1.1\r\nHost: a\x01b\r\n\r\n",
  "GET http://[::/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET healthz HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Length: abc\r\n\r\n{}",
  "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
];

Deno.test("the program: a nonsensical host, URL or body is a 400, and uploads that break off are silent", async () => {
  const errors = await served(async (port) => {
    for (const head of NONSENSE) {
      assertStringIncludes(await firstLine(port, head), " 400 ", JSON.stringify(head));
    }
    for (const framing of ["Content-Length: 1000", "Transfer-Encoding: chunked"]) {
      for (const path of ["/v1/chat/completions", "/config"]) {
        const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${framing}\r\n\r\n5\r\n{"a":`;
        await firstLine(port, head, true);
      }
    }
    // Two of the services' requests; it takes the server a moment to see that nobody is there.
    for (let left = 0, looks = 0; left < 2; looks++) {
      assert(looks < 1000, `${left} of two have left`);
      const asked = await fetch(`http://localhost:${port}/requests?outcome=client_left`);
      left = (await asked.json()).data.length;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
  assertEquals(errors, "");
});

Deno.test("the program: who expects to be told to go on is told at once that it is too much", async () => {
  const errors = await served(async (port) => {
    const head = (length: number) =>
      "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n" +
      `Content-Length: ${length}\r\n\r\n`;
    assertStringIncludes(await firstLine(port, head(99_999_999)), " 413 ");
    assertStringIncludes(await firstLine(port, head(10)), " 100 ");
  });
  assertEquals(errors, "");
});

Deno.test("the program: an answer that is whole and at once has its length, and is not sent in chunks", async () => {
  await talking(async (say) => {
    const sent = body(false);
    const answer = await say([`Content-Length: ${sent.length}`], sent);
    assertStringIncludes(answer, "\r\ncontent-length: ");
    assert(!answer.includes("transfer-encoding"), answer);
  });
});
