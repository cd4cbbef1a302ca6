/** Chat completions of `store: true`, through the official client. */

import OpenAI from "openai";
import { assertEquals, assertRejects } from "@std/assert";
import { FakeClock } from "../../../../routes/mod.ts";
import { start } from "../responses/responses_fixture.ts";

const messages = [
  { role: "system" as const, content: "Be brief." },
  { role: "user" as const, content: [{ type: "text" as const, text: "Hello!" }] },
];

Deno.test("chat: what is stored is told again, with what was asked", async () => {
  const { client } = start();
  const ask = { model: "m", messages, store: true, metadata: { run: "1" }, temperature: 0.5 };
  const made = await client.chat.completions.create(ask);
  const kept = await client.chat.completions.retrieve(made.id);
  assertEquals(kept.choices, made.choices);
  assertEquals([kept.metadata, Reflect.get(kept, "temperature")], [{ run: "1" }, 0.5]);
  const { data } = await client.chat.completions.messages.list(made.id);
  assertEquals(data.map(({ id, content }) => [id, content]), [
    [`${made.id}-0`, "Be brief."],
    [`${made.id}-1`, "Hello!"],
  ]);
  assertEquals(data[1]?.content_parts, [{ type: "text", text: "Hello!" }]);
});

Deno.test("chat: stored completions are listed, filtered, changed and deleted", async () => {
  const { client } = start();
  const ids = [];
  for (const run of ["1", "2", "2"]) {
    const ask = { model: "m", messages, store: true, metadata: { run } };
    ids.push((await client.chat.completions.create(ask)).id);
  }
  await client.chat.completions.create({ model: "m", messages });
  const listed = [];
  for await (const { id } of client.chat.completions.list({ limit: 2 })) listed.push(id);
  assertEquals(listed, ids);
  const [first = "", second] = ids;
  const twos = await client.chat.completions.list({ metadata: { run: "2" }, order: "desc" });
  assertEquals(twos.data.map(({ id }) => id), [ids[2], second]);
  const changed = await client.chat.completions.update(first, { metadata: { run: "2" } });
  assertEquals(changed.metadata, { run: "2" });
  for (const id of ids) {
    const gone = { object: "chat.completion.deleted" as const, id, deleted: true };
    assertEquals(await client.chat.completions.delete(id), gone);
  }
  assertEquals((await client.chat.completions.list()).data, []);
  await assertRejects(() => client.chat.completions.retrieve(first), OpenAI.NotFoundError);
});

Deno.test("chat: a stored stream is there once it has ended", async () => {
  const clock = new FakeClock({ autoAdvance: true });
  const { client } = start(clock);
  const stream = await client.chat.completions.create({
    model: "m",
    messages,
    store: true,
    stream: true,
  });
  let text = "";
  let id = "";
  for await (const chunk of stream) {
    id = chunk.id;
    text += chunk.choices[0]?.delta.content ?? "";
    if (text === "Light") await assertRejects(() => client.chat.completions.retrieve(id));
  }
  const kept = await client.chat.completions.retrieve(id);
  assertEquals(kept.choices[0]?.message.content, text);
});

Deno.test("chat: a GET by mistake, where nothing was stored, is told that it should be a POST", async () => {
  const { get } = start();
  assertEquals((await get("/v1/chat/completions")).error.code, "method_not_supported");
  assertEquals((await get("/v1/chat/completions?limit=5")).data, []);
});
