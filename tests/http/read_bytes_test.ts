/** A body from a client that is slow, goes away, or says too much. */

import { assert, assertEquals } from "@std/assert";
import { ApiError, type ApiErrorData } from "../../lib/api_error.ts";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { defaultServer } from "../../lib/config/schema.ts";
import { patienceBy } from "../../lib/http/patience.ts";
import { readBytes } from "../../lib/http/read_bytes.ts";
import { readJson } from "../../lib/http/read_json.ts";
import { createRouter } from "../../lib/http/router.ts";
import { createLedger } from "../../lib/ledger/ledger.ts";
import { seededRandom } from "../../lib/random.ts";
import { openAi } from "../../routes/openai/provider.ts";

/** A body that is sent by hand. */
function upload(headers: Record<string, string> = {}) {
  const clock = new FakeClock();
  let sender: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  let left = false;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => void (sender = controller),
    cancel: () => void (left = true),
  });
  const request = new Request("http://localhost/v1/things", { method: "POST", body, headers });
  const send = (bytes: number) => sender?.enqueue(new Uint8Array(bytes));
  return {
    clock,
    request,
    patience: patienceBy(clock),
    send,
    end: () => sender?.close(),
    breakOff: () => sender?.error(new TypeError("error reading a body from connection")),
    isLeft: () => left,
  };
}

const tooLarge = () => new ApiError({ status: 413, message: "Too large." });

/** What a reading comes to: how many bytes, or what is told. */
async function outcome(
  reading: Promise<Uint8Array>,
): Promise<number | Pick<ApiErrorData, "status" | "message">> {
  try {
    return (await reading).length;
  } catch (error) {
    assert(error instanceof ApiError, String(error));
    const { status, message } = error.data;
    return { status, message };
  }
}

const TOO_SLOW = {
  status: 408,
  message: "Cannot wait longer for the request body: it did not come within 30 s.",
};

for (const headers of [{}, { "content-length": "300" }] as const) {
  const kind = "content-length" in headers ? "of a known length" : "in chunks";
  Deno.test(`readBytes() waits 30 s for a body ${kind}, and no longer`, async () => {
    const one = upload(headers);
    const read = outcome(readBytes(one, 1000, tooLarge));
    one.send(1);
    await one.clock.advance(29_999);
    assertEquals(one.clock.pending, 1);
    await one.clock.advance(1);
    assertEquals(await read, TOO_SLOW);
    assertEquals(one.clock.pending, 0);
  });

  Deno.test(`readBytes() tells that a body ${kind} broke off`, async () => {
    const one = upload(headers);
    const read = outcome(readBytes(one, 1000, tooLarge));
    one.send(1);
    one.breakOff();
    assertEquals(await read, {
      status: 400,
      message:
        "Cannot read the request body: it broke off, or its chunks are not as HTTP has them.",
    });
    assertEquals(one.clock.pending, 0);
  });
}

Deno.test("readBytes() gives a body in chunks 30 s from one to the next", async () => {
  const one = upload();
  const read = outcome(readBytes(one, 1000, tooLarge));
  for (let i = 0; i < 10; i++) {
    one.send(1);
    await one.clock.advance(29_000);
  }
  one.end();
  assertEquals(await read, 10);
});

Deno.test("readBytes() gives a body of a known length 30 s more for each megabyte", async () => {
  const length = 2 * 1024 * 1024;
  const one = upload({ "content-length": `${length}` });
  const read = outcome(readBytes(one, length, tooLarge));
  one.send(length);
  await one.clock.advance(89_000);
  one.end();
  assertEquals(await read, length);
});

Deno.test("readBytes() refuses what is too large by its length, before it reads anything, and by what comes", async () => {
  const long = upload({ "content-length": "1001" });
  assertEquals(await outcome(readBytes(long, 1000, tooLarge)), {
    status: 413,
    message: "Too large.",
  });
  assertEquals(long.request.bodyUsed, false);
  const chunked = upload();
  const read = outcome(readBytes(chunked, 1000, tooLarge));
  chunked.send(900);
  chunked.send(101);
  assertEquals(await read, { status: 413, message: "Too large." });
  assertEquals(chunked.isLeft(), true);
});

Deno.test("readBytes() without patience, as in process, sets no alarm", async () => {
  const { request, clock, send, end } = upload();
  const read = outcome(readBytes({ request }, 1000, tooLarge));
  send(5);
  end();
  assertEquals([await read, clock.waits], [5, []]);
});

/** A server of one endpoint that reads its body. */
function serving(clock: FakeClock) {
  const ledger = createLedger(clock, { entries: () => 10 });
  const turns = { spent: () => false, next: () => Promise.resolve() };
  const fetch = createRouter([{
    kind: "mocked",
    method: "POST",
    path: "/v1/things",
    provider: openAi,
    handle: async (exchange) => Response.json(await readJson(exchange, 1000, turns)),
  }], {
    clock,
    observer: ledger,
    random: seededRandom(1),
    providers: [openAi],
    isStrict: () => false,
    server: () => defaultServer,
  });
  return { fetch, ledger };
}

const EDGE = { peer: () => "127.0.0.1" };

Deno.test("router: an upload that breaks off is written down as a client that left", async () => {
  const one = upload();
  const { fetch, ledger } = serving(one.clock);
  const answer = fetch(one.request, EDGE);
  one.send(1);
  one.breakOff();
  assertEquals((await answer).status, 400);
  assertEquals(ledger.list({ limit: 1 })[0]?.outcome, "client_left");
});

Deno.test("router: who stops sending gets his 408 and a closed connection, over the network alone", async () => {
  const one = upload();
  const { fetch, ledger } = serving(one.clock);
  const answer = fetch(one.request, EDGE);
  await one.clock.advance(30_000);
  const { status, headers } = await answer;
  assertEquals([status, headers.get("connection")], [408, "close"]);
  const [{ outcome, error } = {}] = ledger.list({ limit: 1 });
  assertEquals([outcome, error], ["error", TOO_SLOW.message]);
  const inProcess = upload();
  const waiting = serving(inProcess.clock).fetch(inProcess.request);
  await inProcess.clock.advance(60_000);
  inProcess.end();
  assertEquals((await waiting).status, 400);
});
