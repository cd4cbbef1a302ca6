/** What the Responses API refuses, in the words that were measured (docs/wire.md §3). */

import { assertEquals } from "@std/assert";
import { type Json, start } from "./responses_fixture.ts";

const hello = { role: "user", content: "Hello!" };
const REFUSED: Readonly<
  Record<string, readonly [body: Json, param: string | null, code: string, message: string]>
> = {
  "no input": [
    { input: undefined },
    "input",
    "missing_required_parameter",
    "Missing required parameter: 'input'.",
  ],
  "empty input": [
    { input: "" },
    null,
    "missing_required_parameter",
    `One of "input" or "previous_response_id" or 'prompt' or 'conversation' must be provided.`,
  ],
  "a number for input": [
    { input: 5 },
    "input",
    "invalid_type",
    "Invalid type for 'input': expected one of a string or array of input items, but got an integer instead.",
  ],
  "a number for an item": [
    { input: [5] },
    "input[0]",
    "invalid_type",
    "Invalid type for 'input[0]': expected an input item, but got an integer instead.",
  ],
  "no role": [
    { input: [hello, { content: "a" }] },
    "input[1]",
    "invalid_value",
    "Invalid value: ''. Supported values are: 'assistant', 'system', 'developer', and 'user'.",
  ],
  "the tool role of chat": [
    { input: [{ role: "tool", content: "a" }] },
    "input[0]",
    "invalid_value",
    "Invalid value: 'tool'. Supported values are: 'assistant', 'system', 'developer', and 'user'.",
  ],
  "no content": [
    { input: [{ role: "user" }] },
    "input[0].content",
    "missing_required_parameter",
    "Missing required parameter: 'input[0].content'.",
  ],
  "a part of chat": [
    { input: [{ role: "user", content: [{ type: "text", text: "a" }] }] },
    "input[0].content[0].type",
    "invalid_value",
    "Invalid value: 'text'. Supported values are: 'input_text', 'input_image', 'input_audio', 'output_text', " +
    "'refusal', 'input_file', 'computer_screenshot', 'summary_text', and 'encrypted_content'.",
  ],
  "input_text of an assistant": [
    { input: [{ role: "assistant", content: [{ type: "input_text", text: "a" }] }] },
    "input[0].content[0]",
    "invalid_value",
    "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
  ],
  "no call_id": [
    { input: [{ type: "function_call_output", output: "21 degrees" }] },
    "input[0].call_id",
    "missing_required_parameter",
    "Missing required parameter: 'input[0].call_id'.",
  ],
  "a tool of chat": [
    { tools: [{ type: "function", function: { name: "f" } }] },
    "tools[0].name",
    "missing_required_parameter",
    "Missing required parameter: 'tools[0].name'.",
  ],
  "a format without a name": [
    { text: { format: { type: "json_schema", schema: {} } } },
    "text.format.name",
    "missing_required_parameter",
    "Missing required parameter: 'text.format.name'.",
  ],
  "an unknown format": [
    { text: { format: { type: "xml" } } },
    "text.format.type",
    "invalid_value",
    "Invalid value: 'xml'. Supported values are: 'json_object', 'text', and 'json_schema'.",
  ],
  "a low limit": [
    { max_output_tokens: 15 },
    "max_output_tokens",
    "integer_below_min_value",
    "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 15 instead.",
  ],
  "an unknown previous response": [
    { previous_response_id: "resp_x" },
    "previous_response_id",
    "previous_response_not_found",
    "Previous response with id 'resp_x' not found.",
  ],
  "logprobs of a reasoning model": [
    { model: "thinker", include: ["message.output_text.logprobs"] },
    "include",
    "unsupported_parameter",
    "logprobs are not supported with reasoning models.",
  ],
};

for (const [name, [body, param, code, message]] of Object.entries(REFUSED)) {
  Deno.test(`responses: ${name} is refused as the real API does`, async () => {
    const error = { message, type: "invalid_request_error", param, code };
    assertEquals(await start().post(body), { error });
  });
}

Deno.test("responses: an unknown model, and an unknown reference, are refused in this API's words", async () => {
  const { post, send } = start();
  const strict = { "x-mock": "strict=true" };
  const { error } = await post({ model: "gpt-x" }, strict);
  assertEquals(error.message, "The requested model 'gpt-x' does not exist.");
  const response = await send({ model: "m", input: [{ type: "item_reference", id: "msg_1" }] });
  assertEquals(response.status, 404);
  assertEquals((await response.json()).error.message, "Item with id 'msg_1' not found.");
});
