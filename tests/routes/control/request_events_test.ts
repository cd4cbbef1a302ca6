/** `GET /requests/{id}/events`: what was written, byte for byte, and what the network did to it. */

import { assertEquals } from "@std/assert";
import { shippedConfig } from "../../../lib/config/shipped.ts";
import { createStreamMocker } from "../../../routes/mod.ts";

interface Told {
  readonly bytes: number;
  readonly text: string;
  readonly notes: readonly string[];
}

async function asked(mock: object, stream = true, config = shippedConfig) {
  const mocker = createStreamMocker({ config });
  const response = await mocker.fetch("http://mock/v1/chat/completions", {
    method: "POST",
    body: JSON.stringify({
      model: "gpt-4",
      messages: [{ role: "user", content: "Hi" }],
      stream,
      mock: { tokens_per_second: "inf", response_length: "short", ...mock },
    }),
  });
  const body = await response.text().catch(() => "");
  const id = response.headers.get("x-request-id");
  const get = async (path: string) => await (await mocker.fetch(`http://mock${path}`)).json();
  const { data, end, total } = await get(`/requests/${id}/events?limit=1000`);
  return { body, data: data as readonly Told[], end, total, detail: await get(`/requests/${id}`) };
}

Deno.test("events: together they are the body, each with its length", async () => {
  const { body, data, end, total, detail } = await asked({ tokens_per_second: 2000 });
  assertEquals(data.map(({ text }) => text).join(""), body);
  assertEquals(data.map(({ text }) => new TextEncoder().encode(text).length), [
    ...data.map(({ bytes }) => bytes),
  ]);
  assertEquals([total, end.outcome, detail.response.events], [data.length, "completed", total]);
  assertEquals(detail.response.bytes, new TextEncoder().encode(body).length);
  assertEquals(detail.response.headers["content-type"], "text/event-stream; charset=utf-8");
});

Deno.test("events: a whole answer and an error are one each", async () => {
  const whole = await asked({}, false);
  assertEquals(whole.data.map(({ text }) => text), [whole.body]);
  const error = await asked({ status: 503 });
  assertEquals(error.data.map(({ text }) => text), [error.body]);
  assertEquals(error.end.outcome, "error");
});

Deno.test("events: a bad event and a cut stand where they happened", async () => {
  const { data } = await asked({ malformed_at: 2 });
  const [spoiled] = data.filter(({ notes }) => notes.length > 0);
  assertEquals(spoiled?.notes, ["malformed_at 2"]);
  const cut = await asked({ cut_at: 3 });
  assertEquals(cut.end.outcome, "fault");
  assertEquals(cut.end.notes, ["cut_at 3"]);
});

Deno.test("events: none are kept where ledger_bytes is 0", async () => {
  const { data, detail } = await asked(
    {},
    true,
    shippedConfig.replace(/^ledger_bytes = \S+/m, "ledger_bytes = 0"),
  );
  assertEquals([data, detail.response, detail.request], [[], null, null]);
});

Deno.test("events: what is written piece by piece, as embeddings, is there too", async () => {
  const mocker = createStreamMocker();
  const response = await mocker.fetch("http://mock/v1/embeddings", {
    method: "POST",
    body: JSON.stringify({ model: "text-embedding-3-small", input: ["a", "b"], dimensions: 8 }),
  });
  const body = await response.text();
  const id = response.headers.get("x-request-id");
  const { data } = await (await mocker.fetch(`http://mock/requests/${id}/events`)).json();
  assertEquals(data.map(({ text }: Told) => text).join(""), body);
});

Deno.test("a request: who has seen it asks for what is new alone", async () => {
  const mocker = createStreamMocker({ config: shippedConfig });
  const response = await mocker.fetch("http://mock/v1/chat/completions", {
    method: "POST",
    body: JSON.stringify({
      model: "gpt-4",
      messages: [{ role: "user", content: "Hi" }],
      stream: true,
      mock: { tokens_per_second: "inf", response_length: "short" },
    }),
  });
  await response.text();
  const id = response.headers.get("x-request-id");
  const get = async (query: string) =>
    await (await mocker.fetch(`http://mock/requests/${id}${query}`)).json();
  const { request, chunks, ...rest } = await get("");
  assertEquals([request.body.model, chunks.length > 5], ["gpt-4", true]);
  assertEquals(await get("?chunks_from=5&request=false"), { ...rest, chunks: chunks.slice(5) });
  assertEquals((await get(`?chunks_from=${chunks.length}`)).chunks, []);
});
