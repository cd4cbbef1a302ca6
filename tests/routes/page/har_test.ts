/** Requests as an HTTP Archive, by the usual schema of it. */

import { assert, assertEquals } from "@std/assert";
import { Ajv } from "ajv/dist/ajv.js";
import draft from "ajv/dist/refs/json-schema-draft-06.json" with { type: "json" };
import addFormats from "ajv-formats/dist/index.js";
import * as schemas from "har-schema";
import { ServerSentEventParseStream } from "@std/http/server-sent-event-parse-stream";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";
import { harEntry, harFrame } from "../../../routes/page/requests/har.js";
import { asCurl } from "../../../routes/page/requests/taken_along.js";

const ajv = new Ajv({ strict: false, allErrors: true });
// @ts-ignore: it is a CommonJS module, whose default is the function.
addFormats.default(ajv);
ajv.addMetaSchema(draft);
for (const [name, schema] of Object.entries(schemas.default as Record<string, object>)) {
  ajv.addSchema(schema, `${name}.json`);
}

interface Message {
  readonly data: string;
}

const MESSAGES = [{ role: "user", content: "Hi" }];

const MOCKS = [
  { tokens_per_second: "inf" },
  { cut_at: 3, tokens_per_second: 500 },
  { status: 429 },
  { head: "reset" },
];

async function archived(stream: boolean) {
  const mocker = createStreamMocker();
  const get = async (path: string) => await (await mocker.fetch(`http://mock${path}`)).json();
  for (const mock of MOCKS) {
    try {
      const response = await mocker.fetch("http://mock/v1/chat/completions", {
        method: "POST",
        headers: { "content-type": "application/json", "authorization": "Bearer sk-secret" },
        body: JSON.stringify({
          model: "gpt-4",
          messages: [{ role: "user", content: "Hi" }],
          stream,
          max_tokens: 9,
          mock,
        }),
      });
      await response.text();
    } catch {
      // It was broken off.
    }
  }
  const { data } = await get("/requests");
  const texts: string[] = [];
  for (const { id } of data) {
    const detail = await get(`/requests/${id}`);
    const events = (await get(`/requests/${id}/events?limit=1000`)).data;
    texts.push(JSON.stringify(harEntry(detail, events, "http://mock")));
  }
  const { before, after } = harFrame("1.0.0");
  return before + texts.join(",") + after;
}

for (const stream of [true, false]) {
  Deno.test(`har: is valid for requests of every kind, ${stream ? "streamed" : "whole"}`, async () => {
    const text = await archived(stream);
    const har = JSON.parse(text);
    const isValid = ajv.getSchema("har.json");
    assert(isValid, "there is a schema");
    assertEquals([isValid(har), isValid.errors], [true, null]);
    assertEquals(har.log.entries.length, MOCKS.length);
    assert(!text.includes("sk-secret"), "no key is in it");
    const entry = har.log.entries.at(-1);
    const { request, response, timings, time, _events } = entry;
    assertEquals(request.url, "http://mock/v1/chat/completions");
    assertEquals(JSON.parse(request.postData.text).model, "gpt-4");
    assertEquals(new TextEncoder().encode(response.content.text).length, response.content.size);
    assertEquals(timings.send + timings.wait + timings.receive, time);
    const bytes = _events.reduce((sum: number, one: { bytes: number }) => sum + one.bytes, 0);
    assertEquals(bytes, response.bodySize);
    assertEquals(_events.length > 1, stream);
    const messages: readonly Message[] = har.log.entries.flatMap((
      { _eventSourceMessages = [] }: { _eventSourceMessages?: Message[] },
    ) => _eventSourceMessages);
    assertEquals(messages.some(({ data }) => data === "[DONE]"), stream);
  });
}

Deno.test("har: an event stream's messages are those that a parser of event streams gives, each with its time", async () => {
  const style = "line_ending=crlf&bom=true&event_ids=true&data_lines=3&keep_alive_ms=40&tps=20";
  for (const path of ["/v1/chat/completions", "/v1/responses"]) {
    const clock = new FakeClock();
    const mocker = createStreamMocker({ clock });
    const response = await mocker.fetch(`http://mock${path}?${style}`, {
      method: "POST",
      body: JSON.stringify({ model: "m", messages: MESSAGES, input: MESSAGES, stream: true }),
    });
    const text = response.text();
    await clock.advance(120_000);
    const stream = new Response(await text).body?.pipeThrough(new ServerSentEventParseStream());
    const expected = stream ? await Array.fromAsync(stream) : [];
    const get = async (path: string) => await (await mocker.fetch(`http://mock${path}`)).json();
    const { data: [{ id }] } = await get("/requests");
    const detail = await get(`/requests/${id}`);
    const events = (await get(`/requests/${id}/events?limit=1000`)).data;
    const { _eventSourceMessages: messages = [], startedDateTime } = harEntry(
      detail,
      events,
      "http://mock",
    );
    assertEquals(
      messages.map(({ data, eventName, eventId }) => ({ data, eventName, eventId })),
      // Of a heartbeat the parser tells the comment.
      expected.filter(({ data }) => data !== undefined)
        .map(({ data, event = "message", id }) => ({ data, eventName: event, eventId: `${id}` })),
    );
    const started = Date.parse(startedDateTime);
    const times = new Set(events.map(({ at_ms }: { at_ms: number }) => (started + at_ms) / 1000));
    assert(messages.every(({ time }) => times.has(time)));
    assert(messages.every(({ time }, i) => i === 0 || time >= (messages[i - 1]?.time ?? 0)));
    assert(new Set(messages.map(({ time }) => time)).size > 20);
  }
});

Deno.test("har: the schema refuses what is none", () => {
  const isValid = ajv.getSchema("har.json");
  assertEquals(isValid?.({ log: { version: "1.2", creator: { name: "x" }, entries: [] } }), false);
});

Deno.test("har: a URL is told as it was asked, with its session and query, and without a key", async () => {
  const mocker = createStreamMocker();
  const path = "/s/a/openai/deployments/gpt-4/chat/completions?api-version=2024-10-21&tps=inf&key=";
  await (await mocker.fetch(`http://mock${path}sk-secret`, {
    method: "POST",
    body: JSON.stringify({ messages: [{ role: "user", content: "Hi" }], stream: true }),
  })).text();
  const { data: [{ id }] } = await (await mocker.fetch("http://mock/requests?session=a")).json();
  const detail = await (await mocker.fetch(`http://mock/requests/${id}`)).json();
  assertEquals(detail.request.url, `${path}***`);
  const { url, queryString } = harEntry(detail, [], "http://mock").request;
  assertEquals(url, `http://mock${path}***`);
  assertEquals(queryString, [
    { name: "api-version", value: "2024-10-21" },
    { name: "tps", value: "inf" },
    { name: "key", value: "***" },
  ]);
  assert(asCurl(detail, "http://mock").includes(`'http://mock${path}***'`));
});
