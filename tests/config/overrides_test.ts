/** What one request may say about itself, and from where. */

import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { ApiError } from "../../lib/api_error.ts";
import {
  overridesFromQuery,
  type QueryPlace,
  splitBody,
  splitModel,
} from "../../lib/config/overrides.ts";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

Deno.test("splitModel: the query begins at the first question mark", () => {
  assertEquals(splitModel("gpt-4"), { model: "gpt-4", query: "" });
  assertEquals(splitModel("gpt-4?tps=80&ttft=3"), { model: "gpt-4", query: "tps=80&ttft=3" });
  assertEquals(splitModel("a?b?c"), { model: "a", query: "b?c" });
  assertEquals(splitModel("?tps=1"), { model: "", query: "tps=1" });
});

Deno.test("overridesFromQuery: reads numbers, booleans and texts, each as its key takes it", () => {
  const query = "tps=80&ttft=300&jitter=0.3&strict=true&refuse=false&truncation_message=7" +
    "&response_length=long&tool_calls=2&seed=-5&profile=laptop";
  assertEquals(overridesFromQuery(query, "the model's name"), {
    tokens_per_second: 80,
    ttft_ms: 300,
    jitter: 0.3,
    strict: true,
    refuse: false,
    truncation_message: "7",
    response_length: "long",
    tool_calls: 2,
    seed: -5,
    profile: "laptop",
  });
  assertEquals(overridesFromQuery("tool_calls=always", "the URL"), { tool_calls: "always" });
  assertEquals(overridesFromQuery("?tps=inf", "the URL"), { tokens_per_second: Infinity });
  assertEquals(overridesFromQuery("", "the URL"), {});
});

Deno.test("overridesFromQuery: an escaped value is meant as it reads", () => {
  const { truncation_message } = overridesFromQuery("truncation_message=%26+%3D%20…", "the URL");
  assertEquals(truncation_message, "& = …");
});

Deno.test("overridesFromQuery: what others put on the URL is left alone there, and nowhere else", () => {
  assertEquals(overridesFromQuery("?api-version=2024-10-21&beta=true&tps=1", "the URL"), {
    tokens_per_second: 1,
  });
  assertThrows(() => overridesFromQuery("beta=true", "the x-mock header"), ApiError, "'beta'");
});

const WRONG: readonly (readonly [query: string, place: QueryPlace, param: string, says: RegExp])[] =
  [
    [
      "tsp=80",
      "the model's name",
      "tsp",
      /^Unknown setting 'tsp' in the model's name\. It takes: tps/,
    ],
    ["tps=fast", "the URL", "tps", /^Invalid value for 'tps' in the URL: "fast"\./],
    ["tps=0", "the x-mock header", "tps", /^Invalid value for 'tps' in the x-mock header: "0"\./],
    ["tps=-1", "the URL", "tps", /'tps'/],
    ["tps=", "the URL", "tps", /'tps'/],
    ["strict=yes", "the URL", "strict", /'strict'/],
    ["tokens_per_chunk=1.5", "the URL", "tokens_per_chunk", /'tokens_per_chunk'/],
    ["role_chunk=never", "the URL", "role_chunk", /at_once/],
    ["__proto__=1", "the x-mock header", "__proto__", /Unknown setting/],
    ["constructor=1", "the model's name", "constructor", /Unknown setting/],
    ["jiter=1", "the URL", "jiter", /Did you mean 'jitter'/],
  ];

for (const [query, place, param, says] of WRONG) {
  Deno.test(`overridesFromQuery: ${query} in ${place} is a 400 that names it`, () => {
    const { data } = assertThrows(() => overridesFromQuery(query, place), ApiError);
    assertEquals([data.status, data.param], [400, param]);
    assertMatch(data.message, says);
  });
}

Deno.test("splitBody: mock is typed or text, and wins over the body's own keys", () => {
  const { settings, rest } = splitBody({
    model: "m",
    seed: 3,
    response_length: "long",
    duration_seconds: null,
    mock: { tps: "80", ttft: 5, seed: 4 },
  }, false);
  assertEquals(settings, {
    seed: 4,
    response_length: "long",
    tokens_per_second: 80,
    ttft_ms: 5,
  });
  assertEquals(rest, { model: "m", seed: 3 });
});

Deno.test("splitBody: strict leaves all but the seed to the protocol", () => {
  const raw = { model: "m", seed: 3, response_length: "long", mock: { tps: 1 } };
  assertEquals(splitBody(raw, true), { settings: { seed: 3 }, rest: raw });
});

Deno.test("splitBody: what is wrong in mock is named with its path", () => {
  const paramOf = (mock: unknown) =>
    assertThrows(() => splitBody({ mock }, false), ApiError).data.param;
  assertEquals(paramOf({ tsp: 1 }), "mock.tsp");
  assertEquals(paramOf({ tps: -1 }), "mock.tps");
  assertEquals(paramOf("tps=1"), "mock");
  assertEquals(paramOf([]), "mock");
});

const CONFIG = `
[general]
default_tokens_per_second = 1
default_response_mode = "said"
[profiles.swift]
tokens_per_second = 50
ttft_ms = 0
[models.m]
tokens_per_second = 2
[models.profiled]
profile = "swift"
[responses.said]
content = "Light travels far over the quiet sea."
`;

/** The rate at which a request's stream was planned to leave. */
async function planned(model: string, { body = {}, header, query = "" }: {
  body?: object;
  header?: string;
  query?: string;
} = {}): Promise<Json> {
  const clock = new FakeClock({ autoAdvance: true });
  const { fetch } = createStreamMocker({ clock, config: CONFIG });
  const response = await fetch(`http://mock/v1/chat/completions${query}`, {
    method: "POST",
    headers: header === undefined ? {} : { "x-mock": header },
    body: JSON.stringify({
      model,
      stream: true,
      messages: [{ role: "user", content: "Hi" }],
      ...body,
    }),
  });
  const text = await response.text();
  if (!response.ok) return JSON.parse(text).error;
  const { data: [{ id }] } = await (await fetch("http://mock/requests")).json();
  return (await (await fetch(`http://mock/requests/${id}`)).json()).planned;
}

Deno.test("precedence: body over header over URL over model name over model over general", async () => {
  const rate = async (...given: Parameters<typeof planned>) =>
    Math.round((await planned(...given)).tokens_per_second);
  const body = { mock: { tps: 7 } };
  assertEquals(await rate("unknown"), 1);
  assertEquals(await rate("m"), 2);
  assertEquals(await rate("m?tps=4"), 4);
  assertEquals(await rate("m?tps=4", { query: "?tps=5" }), 5);
  assertEquals(await rate("m?tps=4", { query: "?tps=5", header: "tps=6" }), 6);
  assertEquals(await rate("m?tps=4", { query: "?tps=5", header: "tps=6", body }), 7);
});

Deno.test("precedence: the places add up, key by key", async () => {
  const { ttft_ms, largest_gap_ms } = await planned("m?ttft=300", { header: "tps=10" });
  assertEquals([ttft_ms, largest_gap_ms], [300, 100]);
});

Deno.test("precedence: a profile holds for what its own place and nearer ones do not say", async () => {
  const figures = async (...given: Parameters<typeof planned>) => {
    const { ttft_ms, largest_gap_ms } = await planned(...given);
    return [ttft_ms, largest_gap_ms];
  };
  assertEquals(await figures("profiled"), [0, 20]);
  assertEquals(await figures("profiled?tps=10"), [0, 100]);
  assertEquals(await figures("m?profile=swift&tps=10"), [0, 100]);
  assertEquals(await figures("m?tps=10", { header: "profile=swift" }), [0, 20]);
  const { code, param, message } = await planned("m?profile=slow");
  assertEquals([code, param], ["invalid_value", "profile"]);
  assertMatch(message, /'slow'.*swift/);
});

Deno.test("precedence: a base URL may carry settings, in front of the path that clients append", async () => {
  const clock = new FakeClock({ autoAdvance: true });
  const { fetch } = createStreamMocker({ clock, config: CONFIG });
  const body = { model: "m", stream: true, messages: [{ role: "user", content: "Hi" }] };
  const url = "http://mock/v1?tps=80/chat/completions";
  await (await fetch(url, { method: "POST", body: JSON.stringify(body) })).text();
  assertEquals(clock.now(), 100);
});
