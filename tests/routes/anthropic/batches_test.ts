/** Batches of messages, through the official client: they end when their requests, one after another, have had their time. */

import Anthropic from "@anthropic-ai/sdk";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";
import { ASK, type Json, start } from "./messages_fixture.ts";

const request = (custom_id: string, more: Json = {}) => ({
  custom_id,
  params: { ...ASK, ...more },
});
const requests = [request("a"), request("b", { max_tokens: -1 }), request("c")];

Deno.test("batches: one ends when all its requests have had their time, and then tells their results", async () => {
  const clock = new FakeClock();
  const { client } = start(clock);
  const made = await client.messages.batches.create({ requests });
  assert(made.id.startsWith("msgbatch_"));
  assertEquals([made.processing_status, made.request_counts.processing], ["in_progress", 3]);
  await assertRejects(() => client.messages.batches.results(made.id), Anthropic.AnthropicError);
  const { usage } = await client.messages.create(ASK);
  const eachMs = usage.output_tokens * 100;
  await clock.advance(eachMs * 2 - 50);
  assertEquals((await client.messages.batches.retrieve(made.id)).processing_status, "in_progress");
  await clock.advance(51);
  const ended = await client.messages.batches.retrieve(made.id);
  assertEquals(ended.processing_status, "ended");
  assertEquals(ended.request_counts, {
    processing: 0,
    succeeded: 2,
    errored: 1,
    canceled: 0,
    expired: 0,
  });
  const results: Json[] = [];
  for await (const one of await client.messages.batches.results(made.id)) results.push(one);
  assertEquals(results.map(({ custom_id, result }) => [custom_id, result.type]), [
    ["a", "succeeded"],
    ["b", "errored"],
    ["c", "succeeded"],
  ]);
  const [{ result: { message } }, { result: { error } }] = results;
  assertEquals(message.content[0].text, "Light travels far over the quiet sea.");
  assertEquals(message.usage.service_tier, "batch");
  assertEquals(error.error.type, "invalid_request_error");
});

Deno.test("batches: `speed` shortens them", async () => {
  const clock = new FakeClock();
  const { send, get } = start(clock);
  const headers = { "x-mock": "speed=100", "anthropic-version": "2023-06-01" };
  const response = await send({ requests }, headers, "/v1/messages/batches");
  const { id } = await response.json();
  await clock.advance(30);
  const path = `/v1/messages/batches/${id}`;
  assertEquals((await get(path, headers)).processing_status, "ended");
});

Deno.test("batches: a cancelled one finishes the request under way", async () => {
  const clock = new FakeClock();
  const { client } = start(clock);
  const { id } = await client.messages.batches.create({ requests: [...requests, request("d")] });
  await clock.advance(50);
  assertEquals((await client.messages.batches.cancel(id)).processing_status, "canceling");
  await assertRejects(() => client.messages.batches.delete(id), Anthropic.BadRequestError);
  await clock.advance(1000);
  const { processing_status, request_counts } = await client.messages.batches.retrieve(id);
  assertEquals(processing_status, "ended");
  assertEquals([request_counts.succeeded, request_counts.canceled], [1, 3]);
  assertEquals(await client.messages.batches.delete(id), { id, type: "message_batch_deleted" });
  await assertRejects(() => client.messages.batches.retrieve(id), Anthropic.NotFoundError);
});

Deno.test("batches: listed newest first, page by page; two requests of one id are refused", async () => {
  const { client } = start();
  const made = [];
  for (const name of ["a", "b", "c"]) {
    made.push((await client.messages.batches.create({ requests: [request(name)] })).id);
  }
  const listed = [];
  for await (const { id } of client.messages.batches.list({ limit: 2 })) listed.push(id);
  assertEquals(listed, made.toReversed());
  await assertRejects(
    () => client.messages.batches.create({ requests: [request("a"), request("a")] }),
    Anthropic.BadRequestError,
    "requests.1.custom_id: custom_id must be unique",
  );
});

Deno.test("models: pages hold as many as asked for, from where asked for, with what the client requires", async () => {
  const { client } = start();
  const seen = [];
  for await (const model of client.models.list({ limit: 1 })) seen.push(model);
  assertEquals(seen.map(({ id }) => id), ["m", "thinker"]);
  const [first] = seen;
  assertEquals([first?.lifecycle, first?.capabilities?.batch.supported], ["active", true]);
  const before = await client.models.list({ before_id: "thinker", limit: 1 });
  assertEquals(before.data.map(({ id }) => id), ["m"]);
});

Deno.test("messages: an older Claude's usage has fewer keys, and an error says whether to try again", async () => {
  const { post, send } = start();
  const told = async (model: string) => Object.keys((await post({ model })).usage);
  const added = (await told("claude-haiku-4-5")).filter((key) => key === "inference_geo");
  assertEquals(added, ["inference_geo"]);
  assertEquals((await told("claude-2")).includes("inference_geo"), false);
  const refused = await send({ max_tokens: -1 });
  assertEquals(refused.headers.get("x-should-retry"), "false");
  await refused.body?.cancel();
});

Deno.test("batches: a request has the error that its settings or a rule ask for as its result, and no other weather", async () => {
  const clock = new FakeClock();
  const mocker = createStreamMocker({
    clock,
    config: '[[rules]]\nwhen.user = "Busy"\nreply = [{ error = "overloaded", head = "never" }]\n',
  });
  const busy = { messages: [{ role: "user", content: "Busy?" }] };
  const asked = await (await mocker.fetch("http://mock/v1/messages/batches", {
    method: "POST",
    body: JSON.stringify({
      requests: [
        request("fine"),
        request("ruled", busy),
        request("set", { mock: { status: 500 } }),
        request("cut", { mock: { cut_at: 3 } }),
      ],
    }),
  })).json();
  await clock.advance(600_000);
  const results = await mocker.fetch(`http://mock/v1/messages/batches/${asked.id}/results`);
  const lines: Json[] = (await results.text()).trim().split("\n").map((line: string) =>
    JSON.parse(line).result
  );
  assertEquals(lines.map(({ type, error }) => [type, error?.error.type]), [
    ["succeeded", undefined],
    ["errored", "overloaded_error"],
    ["errored", "api_error"],
    ["errored", "invalid_request_error"],
  ]);
  const { data: [, { faults }] } = await (await mocker.fetch("http://mock/requests")).json();
  assertEquals(faults ?? [], []);
});

Deno.test("batches: the ledger keeps the results as they were sent", async () => {
  const clock = new FakeClock();
  const { mocker, client } = start(clock);
  const made = await client.messages.batches.create({ requests: [request("a")] });
  await clock.advance(100_000);
  const sent = await mocker.fetch(`http://mock/v1/messages/batches/${made.id}/results`, {
    headers: { "anthropic-version": "2023-06-01", "x-api-key": "any" },
  });
  const text = await sent.text();
  const id = sent.headers.get("request-id");
  const { data } = await (await mocker.fetch(`http://mock/requests/${id}/events`)).json();
  assertEquals(data.map((event: Json) => event.text), [text]);
});
