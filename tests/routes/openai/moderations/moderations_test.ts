/** `POST /v1/moderations`: its form, the official client, and where it refuses. */

import OpenAI from "openai";
import { assert, assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../../routes/mod.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

function start() {
  const mocker = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) });
  const client = new OpenAI({ apiKey: "any", baseURL: "http://mock/v1", fetch: mocker.fetch });
  const send = (body: Json, mock = "") =>
    mocker.fetch("http://mock/v1/moderations", {
      method: "POST",
      headers: { "x-mock": mock },
      body: JSON.stringify(body),
    });
  return { client, send };
}

Deno.test("moderations: plain words decide, a result an input", async () => {
  const { client } = start();
  const input = ["Good morning.", "I will kill you"];
  const { id, model, results } = await client.moderations.create({ input });
  assert(/^mock-modr-[A-Za-z0-9]{29}$/.test(id));
  assertEquals(model, "omni-moderation-latest");
  assertEquals(results.map((result) => result.flagged), [false, true]);
  const [calm, angry] = results;
  assertEquals([calm?.categories.violence, angry?.categories.violence], [false, true]);
  assertEquals(Object.keys(angry?.category_scores ?? {}).length, 13);
  assertEquals(angry?.category_applied_input_types["sexual/minors"], ["text"]);
});

Deno.test("moderations: parts are judged together, each kind where it counts", async () => {
  const { client } = start();
  const url = "data:image/png;base64,iVBORw0KGgo=";
  const { results } = await client.moderations.create({
    model: "omni-moderation-latest",
    input: [{ type: "text", text: "I will kill you" }, { type: "image_url", image_url: { url } }],
  });
  const [result] = results;
  assertEquals([results.length, result?.flagged], [1, true]);
  assertEquals(result?.category_applied_input_types.violence, ["text", "image"]);
  assertEquals(result?.category_applied_input_types.hate, ["text"]);
});

Deno.test("moderations: strict ids are the real ones", async () => {
  const { id } = await (await start().send({ input: "a" }, "strict=true&seed=3")).json();
  assertEquals(id, "modr-999LGdqSvgHXI6VL6vUexI3WhyzAn");
});

for (
  const [what, body, code] of [
    ["no input", {}, "missing_required_parameter"],
    ["an input that is none", { input: 5 }, "invalid_type"],
    ["an unknown part", { input: [{ type: "audio" }] }, "invalid_type"],
    ["an empty list", { input: [] }, "empty_array"],
    ["more than 2,048 inputs", { input: Array(2049).fill("") }, "array_above_max_length"],
  ] as const
) {
  Deno.test(`moderations: ${what} is refused`, async () => {
    const response = await start().send(body);
    const { error } = await response.json();
    assertEquals([response.status, error.param, error.code], [400, "input", code]);
  });
}
