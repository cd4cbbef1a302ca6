/** Conversations that are kept, and compacted ones, through the official client. */

import { createStreamMocker } from "../../../routes/mod.ts";
import OpenAI from "openai";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { FakeClock } from "../../../routes/mod.ts";
import { type Json, start } from "./responses/responses_fixture.ts";

const textOf = (item: Json) => item.content[0].text;

Deno.test("conversations: made, read, changed and deleted", async () => {
  const { client } = start();
  const made = await client.conversations.create({ metadata: { topic: "demo" } });
  assert(made.id.startsWith("conv_"));
  assertEquals(await client.conversations.retrieve(made.id), made);
  const changed = await client.conversations.update(made.id, { metadata: { topic: "other" } });
  assertEquals(changed, { ...made, metadata: { topic: "other" } });
  assertEquals(await client.conversations.delete(made.id), {
    id: made.id,
    object: "conversation.deleted",
    deleted: true,
  });
  await assertRejects(() => client.conversations.retrieve(made.id), OpenAI.NotFoundError);
});

Deno.test("conversations: items are added, listed page by page, read and deleted", async () => {
  const { client } = start();
  const { id } = await client.conversations.create({ items: [{ role: "user", content: "One" }] });
  const added = await client.conversations.items.create(id, {
    items: [{ role: "assistant", content: "Two" }, {
      type: "function_call",
      call_id: "call_1",
      name: "f",
      arguments: "{}",
    }],
  });
  const kinds = added.data.map((item: Json) => [item.type, item.status]);
  assertEquals(kinds, [["message", "completed"], ["function_call", "completed"]]);
  const seen: Json[] = [];
  for await (const item of client.conversations.items.list(id, { order: "asc", limit: 1 })) {
    seen.push(item);
  }
  assertEquals([textOf(seen[0]), textOf(seen[1]), seen[2].id.slice(0, 3)], ["One", "Two", "fc_"]);
  const item = { conversation_id: id };
  assertEquals(await client.conversations.items.retrieve(seen[1].id, item), seen[1]);
  assertEquals((await client.conversations.items.delete(seen[1].id, item)).id, id);
  assertEquals((await client.conversations.items.list(id)).data.length, 2);
  await assertRejects(
    () => client.conversations.items.retrieve(seen[1].id, item),
    OpenAI.NotFoundError,
  );
});

Deno.test("conversations: a response goes on from one, and adds to it when it has ended", async () => {
  const clock = new FakeClock();
  const { client } = start(clock);
  const { id } = await client.conversations.create({ items: [{ role: "user", content: "One" }] });
  const plain = await client.responses.create({ model: "m", input: "Two" });
  const made = await client.responses.create({
    model: "m",
    input: "Two",
    conversation: id,
    background: true,
  });
  assertEquals(made.conversation, { id });
  assertEquals((await client.conversations.items.list(id)).data.length, 1);
  await clock.advance(5000);
  const { data } = await client.conversations.items.list(id);
  assertEquals(data.map(textOf), ["Light travels far over the quiet sea.", "Two", "One"]);
  const next = await client.responses.create({ model: "m", conversation: { id } });
  const before = plain.usage?.input_tokens ?? 0;
  assert((next.usage?.input_tokens ?? 0) > before + 8);
  await assertRejects(
    () => client.responses.create({ model: "m", input: "Hi", conversation: "conv_none" }),
    OpenAI.NotFoundError,
    "Conversation with id 'conv_none' not found.",
  );
});

Deno.test("responses: a compacted conversation keeps what its users said, and goes on", async () => {
  const { client } = start();
  const first = await client.responses.create({ model: "m", input: "One" });
  const compacted = await client.responses.compact({
    model: "m",
    input: "Two",
    previous_response_id: first.id,
  });
  assertEquals(compacted.object, "response.compaction");
  const kinds = compacted.output.map((item) => item.type);
  assertEquals(kinds, ["message", "message", "compaction"]);
  assert(compacted.usage.input_tokens > (first.usage?.total_tokens ?? 0));
  const input = compacted.output as Json[];
  const next = await client.responses.create({ model: "m", input });
  assertEquals(next.output_text, "Light travels far over the quiet sea.");
});

Deno.test("conversations: their metadata is as bounded as all other, and a wrong query is told in the service's words", async () => {
  const { fetch } = createStreamMocker({ config: "[models.m]\n" });
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`http://mock${path}`, {
      method,
      headers: { "x-mock": "strict=true" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return await response.json();
  };
  const wrong = "Invalid type for 'metadata.a': expected a string, but got an integer instead.";
  const made = await send("POST", "/v1/conversations", { metadata: { a: 1 } });
  assertEquals(made.error.message, wrong);
  const { id } = await send("POST", "/v1/conversations", {});
  const updated = await send("POST", `/v1/conversations/${id}`, { metadata: { a: 1 } });
  assertEquals(updated.error.message, wrong);
  const items = `/v1/conversations/${id}/items`;
  const told = async (query: string) => (await send("GET", `${items}?${query}`)).error;
  assertEquals(await told("limit=101"), {
    message:
      "Invalid 'limit': integer above maximum value. Expected a value <= 100, but got 101 instead.",
    type: "invalid_request_error",
    param: "limit",
    code: "integer_above_max_value",
  });
  assertEquals(
    (await told("order=x")).message,
    "Invalid value: 'x'. Supported values are: 'asc' and 'desc'.",
  );
  assertEquals(
    (await told("limit=many")).message,
    "Invalid type for 'limit': expected an integer, but got a string instead.",
  );
});
