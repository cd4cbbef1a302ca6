/** Compressed request bodies: each encoding is read on every POST, held to its limit, and refused in words where it cannot be. */

import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { ApiError } from "../../lib/api_error.ts";
import { decoded } from "../../lib/http/content_encoding.ts";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

const MESSAGES = [{ role: "user", content: "Hello!" }];
const CHAT = { model: "gpt-4o", messages: MESSAGES };
const bytesOf = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

function start(config = "") {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker({ clock, config });
  return async (encoding: string, bytes: Uint8Array, path = "/v1/chat/completions") => {
    const response = await mocker.fetch(`http://mock${path}`, {
      method: "POST",
      headers: { "content-encoding": encoding },
      body: new Uint8Array(bytes),
    });
    return { status: response.status, headers: response.headers, json: await response.json() };
  };
}

const ENCODERS: readonly [string, (bytes: Uint8Array) => Uint8Array][] = [
  ["gzip", gzipSync],
  ["x-gzip", gzipSync],
  [" GZIP ", gzipSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  ["br", brotliCompressSync],
  ["zstd", zstdCompressSync],
  ["identity", (bytes) => bytes],
  ["", (bytes) => bytes],
  ["gzip, br", (bytes) => brotliCompressSync(gzipSync(bytes))],
  ["identity,deflate , zstd", (bytes) => zstdCompressSync(deflateSync(bytes))],
];

for (const [encoding, encode] of ENCODERS) {
  Deno.test(`a body is read with content-encoding "${encoding}" (${encode.name})`, async () => {
    assertEquals((await start()(encoding, encode(bytesOf(CHAT)))).status, 200);
  });
}

const ENDPOINTS: readonly [string, object][] = [
  ["/v1/responses", { model: "gpt-4o", input: "Hello!" }],
  ["/v1/messages", { model: "claude-haiku-4-5", max_tokens: 9, messages: MESSAGES }],
  ["/v1/messages/count_tokens", { model: "claude-haiku-4-5", messages: MESSAGES }],
  ["/v1/completions", { model: "gpt-3.5-turbo-instruct", prompt: "Hello!" }],
  ["/v1/embeddings", { model: "text-embedding-3-small", input: "Hello!" }],
  ["/v1/conversations", {}],
  ["/config", { general: { default_tokens_per_second: 7 } }],
];

for (const [path, body] of ENDPOINTS) {
  Deno.test(`POST ${path} reads a compressed body`, async () => {
    const { status, json } = await start()("gzip", gzipSync(bytesOf(body)), path);
    assertEquals(status, 200, JSON.stringify(json));
  });
}

for (
  const [encoding, encode] of ENCODERS.filter(([name]) => !/^(identity)?$/.test(name))
) {
  Deno.test(`max_body_bytes holds for what "${encoding}" (${encode.name}) becomes`, async () => {
    const ask = start("[server]\nmax_body_bytes = 20_000\n");
    const long = (length: number) => encode(bytesOf({ ...CHAT, user: " ".repeat(length) }));
    assertEquals((await ask(encoding, long(19_000))).status, 200);
    const { status, json } = await ask(encoding, long(21_000));
    assertEquals(status, 413);
    assertStringIncludes(json.error.message, "20000 bytes");
  });
}

Deno.test("decoded() stops as soon as there is too much, and lets others have their turn", async () => {
  let asked = 0;
  const turns = { spent: () => ++asked > 0, next: () => Promise.resolve() };
  const tooLarge = () => new ApiError({ status: 413, message: "too large" });
  const bomb = gzipSync(new Uint8Array(50_000_000));
  const limits = { maxBytes: 1_000_000, tooLarge, turns };
  await assertRejects(() => decoded(bomb, "gzip", limits), ApiError, "too large");
  assert(asked > 5 && asked < 100, `${asked} chunks`);
});

Deno.test("a bomb upon a bomb stops at the limit", async () => {
  const bomb = gzipSync(gzipSync(new Uint8Array(50_000_000)));
  assert(bomb.length < 20_000);
  assertEquals((await start()("gzip, gzip", bomb)).status, 413);
});

for (const encoding of ["gzip", "deflate", "br", "zstd"]) {
  Deno.test(`a body that is not what ${encoding} makes is a 400`, async () => {
    const whole = ENCODERS.find(([name]) => name === encoding)?.[1](bytesOf(CHAT));
    assert(whole);
    for (const bytes of [bytesOf(CHAT), whole.subarray(0, -6), whole.subarray(0, 3)]) {
      const { status, json } = await start()(encoding, bytes);
      assertEquals(status, 400);
      assertStringIncludes(json.error.message, "body");
    }
  });
}

Deno.test("an encoding that is not known is a 415 that names it and those that are, in each service's words", async () => {
  const ask = start();
  for (const encoding of ["compress", "gzip, compress", "constructor"]) {
    const { status, headers, json } = await ask(encoding, bytesOf(CHAT));
    assertEquals(status, 415);
    assertEquals(json.error.type, "invalid_request_error");
    assertStringIncludes(json.error.message, `'${encoding.split(", ").at(-1)}'`);
    assertStringIncludes(json.error.message, "br, deflate, gzip, zstd, identity");
    assertEquals(headers.get("accept-encoding"), "br, deflate, gzip, zstd, identity");
  }
  const { status, json } = await ask("lzma", bytesOf(CHAT), "/v1/messages");
  assertEquals([status, json.type, json.error.type], [415, "error", "invalid_request_error"]);
});

Deno.test("more encodings than anybody means are a 400", async () => {
  assertEquals((await start()("gzip,".repeat(5), bytesOf(CHAT))).status, 400);
});
