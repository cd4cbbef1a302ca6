/** Looking at a request as a whole takes no longer than reading it, however it is made: no pair of lists is gone through crosswise. */

import { assert, assertEquals } from "@std/assert";
import { chat } from "../../routes/openai/chat/chat.ts";
import { responses } from "../../routes/openai/responses/responses.ts";
import { messages } from "../../routes/anthropic/messages.ts";
import type { Dialect } from "../../lib/dialect/dialect.ts";
import { raiseObjections } from "../../lib/dialect/objections.ts";
import { defaultSettings } from "../../lib/config/settings.ts";

/** The messages of what a dialect has against a body. */
function objected<Body>(dialect: Dialect<Body>, raw: Record<string, unknown>): string[] {
  const said: string[] = [];
  const url = new URL("http://mock/");
  const headers = new Headers({ "anthropic-version": "2023-06-01" });
  const refuse = (error: Error) => void said.push(error.message);
  const body = dialect.parse({ body: raw, headers, url, params: {} }, refuse);
  const prompt = dialect.prompt(body, defaultSettings);
  const asked = { body, model: "m", settings: defaultSettings, prompt, promptTokens: 9 };
  try {
    raiseObjections(dialect.objections, asked, refuse);
  } catch (thrown) {
    said.push(thrown instanceof Error ? thrown.message : "");
  }
  return said;
}

const MANY = 20_000;
const names = Array.from({ length: MANY }, (_, i) => `n${i}`);
const user = { role: "user", content: "Hello!" };

Deno.test("a strict schema of many properties, all required but one, and one of many levels", () => {
  const properties = Object.fromEntries(names.map((name) => [name, {}]));
  const wide = {
    type: "object",
    properties,
    required: names.slice(1),
    additionalProperties: false,
  };
  const deep = names.slice(0, 100).reduce<object>(
    (inner, name) => ({
      type: "object",
      properties: { [name]: inner },
      required: [name],
      additionalProperties: false,
    }),
    { type: "object" },
  );
  for (
    const [schema, word] of [[wide, "Missing 'n0'"], [
      deep,
      "'additionalProperties' is required",
    ]] as const
  ) {
    const tools = [{ type: "function", function: { name: "f", strict: true, parameters: schema } }];
    const said = objected(chat, { model: "m", messages: [user], tools });
    assert(said.some((one) => one.includes(word)), said.join().slice(0, 300));
  }
});

Deno.test("many tools, of which many others are allowed", () => {
  const tool = (name: string) => ({ type: "function", name });
  const others = names.map((name) => ({ type: "function", name: `${name}x` }));
  const tool_choice = {
    type: "allowed_tools",
    mode: "auto",
    tools: [...names.map(tool), ...others],
  };
  const said = objected(responses, {
    model: "m",
    input: "Hi",
    tools: names.map(tool),
    tool_choice,
  });
  assertEquals(said, ["Tool choice 'function' not found in 'tools' parameter."]);
});

Deno.test("many servers, and many answers of whether they may be called", () => {
  const tools = names.slice(0, 5000).map((server_label) => ({
    type: "mcp",
    server_label,
    server_url: "https://a.test",
  }));
  const answers = names.slice(0, 5000).map((approval_request_id) => ({
    type: "mcp_approval_response",
    approval_request_id,
    approve: true,
  }));
  assertEquals(
    objected(responses, { model: "m", input: [user, ...answers], tools: tools.slice(0, 128) }),
    [],
  );
  assertEquals(objected(responses, { model: "m", input: [user, ...answers], tools }).length, 1);
});

Deno.test("many calls and no results, and many results and no calls", () => {
  const few = names.slice(0, 5000);
  const calls = few.map((id) => ({ id, type: "function", function: { name: "f", arguments: "" } }));
  assert(
    objected(chat, { model: "m", messages: [user, { role: "assistant", tool_calls: calls }] })[0]
      ?.includes("n0, n1"),
  );
  const lone = few.map((call_id) => ({ type: "function_call_output", call_id, output: "" }));
  assert(objected(responses, { model: "m", input: [user, ...lone] })[0]?.includes("call_id n0."));
  const used = few.map((tool_use_id) => ({ type: "tool_result", tool_use_id, content: "1" }));
  const asked = { model: "m", max_tokens: 5, messages: [{ role: "user", content: used }] };
  assert(
    objected(messages, asked)[0]?.startsWith("messages.0.content.0: unexpected `tool_use_id`"),
  );
});
