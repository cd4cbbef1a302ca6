// @ts-check
/** A conversation in the words of three protocols, and what their events say. */

/**
 * @typedef {{ id: string, name: string, arguments: string }} Call
 * @typedef {{ role: "user", text: string }
 *   | { role: "assistant", text: string, calls: readonly Call[] }
 *   | { role: "tool", call: Call, result: string }} Turn
 *
 * @typedef {object} Said What one event adds to the answer.
 * @property {string} [text]
 * @property {{ place: number, id?: string, name?: string, arguments?: string }} [call]
 * @property {string} [ending] Why it ended.
 * @property {string} [error]
 *
 * @typedef {object} Wire
 * @property {string} name
 * @property {string} path
 * @property {(key: string) => Record<string, string>} headers
 * @property {(model: string, turns: readonly Turn[], hasTool: boolean) => object} body
 * @property {(event: any) => Said} read Takes an event's JSON, of which nothing is known.
 */

const TOOL = {
  name: "get_weather",
  description: "Gets the weather of a city",
  schema: {
    type: "object",
    properties: { city: { type: "string" } },
    required: ["city"],
    additionalProperties: false,
  },
};

/** @type {Wire} */
const chat = {
  name: "Chat Completions",
  path: "/v1/chat/completions",
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  body: (model, turns, hasTool) => ({
    model,
    stream: true,
    stream_options: { include_usage: true },
    messages: turns.map((turn) => {
      if (turn.role === "user") return { role: "user", content: turn.text };
      if (turn.role === "tool") {
        return { role: "tool", tool_call_id: turn.call.id, content: turn.result };
      }
      const calls = turn.calls.map(({ id, name, arguments: given }) => ({
        id,
        type: "function",
        function: { name, arguments: given },
      }));
      return {
        role: "assistant",
        content: turn.text || null,
        ...calls.length > 0 ? { tool_calls: calls } : {},
      };
    }),
    ...hasTool
      ? {
        tools: [{
          type: "function",
          function: { name: TOOL.name, description: TOOL.description, parameters: TOOL.schema },
        }],
      }
      : {},
  }),
  read(event) {
    const [choice] = event.choices ?? [];
    const [call] = choice?.delta?.tool_calls ?? [];
    return {
      error: event.error?.message,
      text: choice?.delta?.content ?? choice?.delta?.refusal ?? undefined,
      ending: choice?.finish_reason ?? undefined,
      ...call ? { call: { place: call.index ?? 0, id: call.id, ...call.function } } : {},
    };
  },
};

/** @type {Wire} */
const responses = {
  name: "Responses",
  path: "/v1/responses",
  headers: (key) => ({ authorization: `Bearer ${key}` }),
  body: (model, turns, hasTool) => ({
    model,
    stream: true,
    store: false,
    input: turns.flatMap(itemsOf),
    ...hasTool
      ? {
        tools: [{
          type: "function",
          name: TOOL.name,
          description: TOOL.description,
          parameters: TOOL.schema,
          strict: true,
        }],
      }
      : {},
  }),
  read(event) {
    const place = event.output_index ?? 0;
    switch (event.type) {
      case "response.output_text.delta":
      case "response.refusal.delta":
        return { text: event.delta };
      case "response.output_item.added":
        return event.item.type === "function_call"
          ? { call: { place, id: event.item.call_id, name: event.item.name } }
          : {};
      case "response.function_call_arguments.delta":
        return { call: { place, arguments: event.delta } };
      case "response.completed":
      case "response.incomplete":
        return { ending: event.response.incomplete_details?.reason ?? event.response.status };
      case "error":
        return { error: event.error?.message ?? event.message };
      default:
        return {};
    }
  },
};

/** A turn as items of a response's input. @param {Turn} turn @returns {readonly object[]} */
function itemsOf(turn) {
  switch (turn.role) {
    case "user":
      return [{ role: "user", content: turn.text }];
    case "tool":
      return [{ type: "function_call_output", call_id: turn.call.id, output: turn.result }];
    case "assistant":
      return [
        ...turn.text ? [{ role: "assistant", content: turn.text }] : [],
        ...turn.calls.map(({ id, name, arguments: given }) => ({
          type: "function_call",
          call_id: id,
          name,
          arguments: given,
        })),
      ];
  }
}

/** @type {Wire} */
const messages = {
  name: "Messages",
  path: "/v1/messages",
  headers: (key) => ({ "x-api-key": key, "anthropic-version": "2023-06-01" }),
  body: (model, turns, hasTool) => ({
    model,
    stream: true,
    max_tokens: 4096,
    messages: turns.map((turn) => {
      if (turn.role === "user") return { role: "user", content: turn.text };
      if (turn.role === "tool") {
        const { call: { id }, result } = turn;
        return {
          role: "user",
          content: [{ type: "tool_result", tool_use_id: id, content: result }],
        };
      }
      return {
        role: "assistant",
        content: [
          ...turn.text ? [{ type: "text", text: turn.text }] : [],
          ...turn.calls.map(({ id, name, arguments: given }) => ({
            type: "tool_use",
            id,
            name,
            input: JSON.parse(given || "{}"),
          })),
        ],
      };
    }),
    ...hasTool
      ? {
        tools: [{
          name: TOOL.name,
          description: TOOL.description,
          input_schema: TOOL.schema,
        }],
      }
      : {},
  }),
  read(event) {
    const { index: place = 0, content_block: block, delta } = event;
    if (event.type === "error") return { error: event.error.message };
    if (block?.type === "tool_use") return { call: { place, id: block.id, name: block.name } };
    if (delta?.type === "text_delta") return { text: delta.text };
    if (delta?.type === "input_json_delta") {
      return { call: { place, arguments: delta.partial_json } };
    }
    return event.type === "message_delta" ? { ending: delta?.stop_reason ?? undefined } : {};
  },
};

/** By the name that the address and the choice have. @type {ReadonlyMap<string, Wire>} */
export const wires = new Map([["chat", chat], ["responses", responses], ["messages", messages]]);
