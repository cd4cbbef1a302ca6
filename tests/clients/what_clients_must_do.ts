/** What every client has to manage against this server. A client's own file only says how that client is asked. */

import { assert, assertEquals, assertRejects } from "@std/assert";
import { createStreamMocker, FakeClock, type StreamMocker } from "../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[responses.said]
content = "Light travels far over the quiet sea."
[models.gpt-4o]
description = "Plain"
[models.thinker]
reasoning_tokens = 5
reasoning_text = "content"
[models.limited]
requests_per_minute = 1
`;

/** What the configured server says. */
export const SAID = "Light travels far over the quiet sea.";
/** What every client asks. A JSON mode wants the word "json" in it. */
export const ASK = "How is the weather? Answer in JSON.";
/** A tool, or an answer, that can be given in one way only. */
export const SCHEMA = {
  type: "object" as const,
  properties: { city: { type: "string" as const, enum: ["Oslo"] } },
  required: ["city"],
  additionalProperties: false as const,
};
const OSLO = { city: "Oslo" };

/** Where a client finds the server, and how it is to ask. */
export interface Ask {
  readonly fetch: StreamMocker["fetch"];
  /** The model's name; `limited` may be asked once a minute. */
  readonly model: string;
}

/** A stream that a client is reading. */
export interface OpenStream {
  /** Ends when the client has stopped reading, however it stops. */
  readonly read: () => Promise<unknown>;
  readonly abort: () => void;
}

/** What one client can do. What a client cannot do is left out. */
export interface Client {
  readonly name: string;
  /** The text of a whole answer. */
  text(ask: Ask): Promise<string>;
  /** The text of a streamed answer. */
  streamed(ask: Ask): Promise<string>;
  /** The name and the arguments of the first call of the tool `get_weather`, streamed. */
  call?(ask: Ask): Promise<Call>;
  /** Runs a loop over tools to its end with the given tool; the last text. */
  loop?(ask: Ask, run: () => string): Promise<string>;
  /** An answer held to `SCHEMA`. */
  structured?(ask: Ask): Promise<unknown>;
  /** The text of an answer that has to be JSON of any kind. */
  json?(ask: Ask): Promise<string>;
  open(ask: Ask): Promise<OpenStream> | OpenStream;
  /** What the client throws when it has asked too often, and has not tried again. */
  isRateLimit(error: unknown): boolean;
}

interface Call {
  readonly name: string;
  readonly input: unknown;
}

/** Registers a client's tests, by default and strict. */
export function testClient(client: Client): void {
  for (const mode of ["default", "strict"] as const) {
    const start = () => startServer(mode);
    const test = (what: string, run: () => Promise<void>) =>
      Deno.test(`${client.name} (${mode}): ${what}`, run);
    test("the text, whole and streamed", async () => {
      assertEquals(await client.text(start()), SAID);
      assertEquals(await client.streamed(start()), SAID);
    });
    const { call, loop, structured, json } = client;
    if (call) {
      test("a tool's call, of a model that thinks aloud, too", async () => {
        for (const model of ["gpt-4o", "thinker"]) {
          assertEquals(await call({ ...start(), model }), { name: "get_weather", input: OSLO });
        }
      });
    }
    if (loop) {
      test("a loop over tools ends with a text", async () => {
        let runs = 0;
        const said = await loop(start(), () => `${++runs} degrees`);
        assertEquals([said, runs], [SAID, 1]);
      });
    }
    if (structured) {
      test("an answer held to a schema", async () => assertEquals(await structured(start()), OSLO));
    }
    if (json) {
      test("JSON mode", async () => {
        const value = JSON.parse(await json(start()));
        assert(Object.keys(value).length > 0, "an object worth reading");
      });
    }
    test("aborting leaves nothing waiting, and the ledger knows", () => abort(client, mode));
    test("too many requests are its own class of error", async () => {
      const limited = { ...start(), model: "limited" };
      await client.text(limited);
      const error = await assertRejects(() => client.text(limited));
      assert(client.isRateLimit(error), `${error}`);
    });
  }
}

type Mode = "default" | "strict";

function startServer(mode: Mode, clock = new FakeClock({ autoAdvance: true })): Ask {
  const config = mode === "default"
    ? CONFIG
    : CONFIG.replace("[general]", "[general]\nstrict = true");
  const mocker = createStreamMocker({ clock, config });
  // What a client of today sends by itself is right, so nothing is said of it.
  const fetch: StreamMocker["fetch"] = async (...asked) => {
    const response = await mocker.fetch(...asked);
    assertEquals(response.headers.get("x-mock-warning"), null);
    return response;
  };
  return { fetch, model: "gpt-4o" };
}

async function abort(client: Client, mode: Mode): Promise<void> {
  const clock = new FakeClock();
  const ask = startServer(mode, clock);
  const { read, abort } = await client.open(ask);
  const reading = read().catch(() => {});
  await turnsUntil(() => clock.pending > 0);
  await clock.advance(300);
  abort();
  await reading;
  await turnsUntil(() => clock.pending === 0);
  const { data: [entry] } = await (await ask.fetch("http://mock/requests")).json();
  assertEquals(entry.outcome, "client_left");
}

/** Clients take their own number of turns to ask and to leave. */
async function turnsUntil(done: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !done(); turn++) {
    await new Promise((resolve) => setTimeout(resolve));
  }
  assert(done(), "the client neither asked nor left");
}
