/** What the Responses API remembers, through the official client: follow-ups, agent loops, the background. */

import OpenAI from "openai";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakeClock } from "../../../../routes/mod.ts";
import { eventsOf, type Json, start, WEATHER } from "./responses_fixture.ts";

Deno.test("responses: a follow-up counts the whole conversation, in any branch", async () => {
  const { post } = start();
  const first = await post({ model: "seeded" });
  const second = await post({ model: "seeded", previous_response_id: first.id });
  const third = await post({ model: "seeded", previous_response_id: second.id });
  const other = await post({ model: "seeded", previous_response_id: first.id, input: "Hello!" });
  assert(new Set([first.id, second.id, third.id]).size === 3);
  const turn = 3 + 1 + first.usage.output_tokens + 3 + 1 + 2;
  assertEquals(second.usage.input_tokens, first.usage.input_tokens + turn);
  assertEquals(third.usage.input_tokens, first.usage.input_tokens + 2 * turn);
  assertEquals(other.usage.input_tokens, second.usage.input_tokens);
});

Deno.test("responses: what is not stored, or deleted, is not found", async () => {
  const { post, get } = start();
  const { id } = await post({ store: false });
  const gone = (id: string) => ({
    error: {
      message: `Response with id '${id}' not found.`,
      type: "invalid_request_error",
      param: null,
      code: null,
    },
  });
  assertEquals(await get(`/v1/responses/${id}`), gone(id));
  assertEquals(await get(`/v1/responses/${id}`, "DELETE"), gone(id));
  const kept = await post({});
  const path = `/v1/responses/${kept.id}`;
  assertEquals(await get(path), kept);
  assertEquals(await get(path, "DELETE"), { id: kept.id, object: "response", deleted: true });
  assertEquals(await get(path), gone(kept.id));
});

Deno.test("responses: the items of a conversation are listed, newest first", async () => {
  const { client } = start();
  const first = await client.responses.create({ model: "m", input: "One" });
  const second = await client.responses.create({
    model: "m",
    input: "Two",
    previous_response_id: first.id,
  });
  const texts = [];
  for await (const item of client.responses.inputItems.list(second.id, { limit: 1 })) {
    texts.push((item as Json).content[0].text);
  }
  assertEquals(texts, ["Two", "Light travels far over the quiet sea.", "One"]);
});

Deno.test("responses: one in the background is queued, made, and can be cancelled", async () => {
  const { client, clock } = start(new FakeClock());
  const ask = { model: "m", input: "Hello!", background: true };
  const queued = await client.responses.create(ask);
  assertEquals([queued.status, queued.output.length], ["queued", 0]);
  const status = async (id: string) => (await client.responses.retrieve(id)).status;
  assertEquals(await status(queued.id), "in_progress");
  const cancelled = await client.responses.create(ask);
  assertEquals((await client.responses.cancel(cancelled.id)).status, "cancelled");
  await clock.advance(5000);
  assertEquals([await status(queued.id), await status(cancelled.id)], ["completed", "cancelled"]);
  assertEquals((await client.responses.cancel(queued.id)).status, "completed");
  const { id } = await client.responses.create({ ...ask, background: false });
  await assertRejects(
    () => client.responses.cancel(id),
    OpenAI.BadRequestError,
    "Cannot cancel a synchronous response.",
  );
  const events = eventsOf(await start().stream({ background: true }));
  assertEquals(events.slice(0, 3).map(({ type, response }) => [type, response.status]), [
    ["response.created", "queued"],
    ["response.queued", "queued"],
    ["response.in_progress", "in_progress"],
  ]);
});

const RESULT = { type: "function_call_output" as const, output: "21 degrees" };

for (
  const [name, inputOf] of Object.entries({
    "by previous_response_id": (made: Json) => ({
      previous_response_id: made.id,
      input: [{ ...RESULT, call_id: made.output[0].call_id }],
    }),
    "by the items themselves": (made: Json) => ({
      input: [{ role: "user", content: "Hello!" }, ...made.output, {
        ...RESULT,
        call_id: made.output[0].call_id,
      }],
    }),
    "by references": (made: Json) => ({
      input: [
        { role: "user", content: "Hello!" },
        ...made.output.map(({ id }: Json) => ({ type: "item_reference", id })),
        { ...RESULT, call_id: made.output[0].call_id },
      ],
    }),
  })
) {
  Deno.test(`openai client: after a function's result, told ${name}, the model speaks`, async () => {
    const { client } = start();
    const made = await client.responses.create({ model: "m", input: "Hello!", tools: [WEATHER] });
    const [call] = made.output;
    assert(call?.type === "function_call");
    assertEquals(JSON.parse(call.arguments), { city: "Oslo" });
    const next = await client.responses.create({ model: "m", tools: [WEATHER], ...inputOf(made) });
    assertEquals(next.output_text, "Light travels far over the quiet sea.");
    const tokens = (made.usage?.input_tokens ?? 0) + 3 + 1 + 3 + 1 + 3;
    assert((next.usage?.input_tokens ?? 0) > tokens);
  });
}
