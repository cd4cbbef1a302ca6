/** Requests as clients write them on the wire, to the program as a real process: what no `fetch` of ours would send. */

import { assert, assertStringIncludes } from "@std/assert";
import { brotliCompressSync, gzipSync, zstdCompressSync } from "node:zlib";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Gives a way to write bytes to the server and read all that comes back until it closes. */
async function served(use: (say: Say) => Promise<void>): Promise<void> {
  const permissions = ["--allow-net", "--allow-read", "--allow-env=PORT,HOST,CONFIG"];
  const process = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--lock=start.lock", ...permissions, "main.ts", "--port", "0"],
    cwd: ROOT,
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const out = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let said = "";
    while (!said.includes("Client:")) {
      const { done, value } = await out.read();
      assert(!done, `The server ended: ${said}`);
      said += value;
    }
    const port = Number(/http:\/\/localhost:(\d+)/.exec(said)?.[1]);
    await use((head, body) => exchanged(port, head, body));
  } finally {
    process.kill("SIGTERM");
    await out.cancel();
    await process.status;
  }
}

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
  await served(async (say) => {
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
  await served(async (say) => {
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

const ENCODINGS: readonly [string, (bytes: Uint8Array) => Uint8Array][] = [
  ["gzip", gzipSync],
  ["br", brotliCompressSync],
  ["zstd", zstdCompressSync],
];
