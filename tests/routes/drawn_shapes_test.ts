/** Shapes and networks drawn at random, several at once, on every wire: each stream ends, can be read, and repeats by its seed. */

import { assert, assertEquals } from "@std/assert";
import { ServerSentEventParseStream } from "@std/http/server-sent-event-parse-stream";
import { NETWORK_KEYS } from "../../lib/config/network.ts";
import { type Random, seededRandom } from "../../lib/random.ts";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";
import { type Json, TOOLS, type Wire } from "./shapes_fixture.ts";

const STREAMS = 100;

const FINISH = ["stop", "length", "content_filter"];
const COMMON = {
  ending: ["complete", "no_finish", "twice"],
  write_bytes: ["1", "1-40", "300"],
  burst: ["2", "7"],
  line_ending: ["lf", "crlf", "cr"],
  data_space: ["true", "false"],
  data_lines: ["1", "3", "50"],
  bom: ["true", "false"],
  event_ids: ["true", "false"],
  keep_alive_ms: ["10", "70"],
  keep_alive: ["comment", "ping"],
  role_chunk: ["at_once", "with_first_token"],
  tokens_per_chunk: ["1", "3"],
  reasoning_tokens: ["0", "3"],
  jitter: ["0", "0.5"],
};

/** What each wire may be asked for, whose value is one of these. */
const CHOICES: Readonly<Record<Wire, Readonly<Record<string, readonly string[]>>>> = {
  chat: {
    ...COMMON,
    finish: [...FINISH, "tool_calls", "none"],
    ending: [...COMMON.ending, "no_done"],
    usage: ["last", "every", "early", "empty", "none", "exclusive_cache"],
    tool_deltas: [
      "whole",
      "no_index",
      "index_0,whole",
      "id_in_all,interleaved",
      "null_arguments",
      "invalid_arguments,missing_keys",
    ],
    chunks: [
      "null_delta,no_delta",
      "no_id,empty_finish",
      "changing_id,finish_with_text",
      "empty_choices_first,null_chunk",
      "reasoning_field,role_in_all",
    ],
    reasoning_text: ["content", "hidden"],
  },
  completions: {
    ...COMMON,
    finish: [...FINISH, "none"],
    usage: ["last", "every", "early", "empty", "none"],
    chunks: ["no_id", "empty_id,empty_finish", "null_chunk,empty_choices_first"],
  },
  responses: {
    ...COMMON,
    finish: FINISH,
    usage: ["last", "empty", "none", "exclusive_cache"],
    tool_deltas: ["whole", "invalid_arguments", "missing_keys,whole"],
    chunks: ["no_id", "no_sequence,unnamed", "unknown_event"],
  },
  messages: {
    ...COMMON,
    finish: [...FINISH, "tool_calls", "none"],
    usage: ["last", "every", "early", "empty", "none", "exclusive_cache"],
    tool_deltas: ["whole", "invalid_arguments", "missing_keys,whole"],
    chunks: ["no_id", "no_ping,unnamed", "unknown_event"],
  },
};

const BODIES: Readonly<Record<Wire, object>> = {
  chat: { messages: [{ role: "user", content: "Hello 🙂!" }] },
  completions: { prompt: "Hello!" },
  responses: { input: "Hello!" },
  messages: { messages: [{ role: "user", content: "Hello!" }], max_tokens: 500 },
};

function pick<T>(random: Random, all: readonly T[]): T | undefined {
  return all[Math.floor(random() * all.length)];
}

function drawn(seed: number) {
  const random = seededRandom(seed);
  const wire = pick(random, ["chat", "completions", "responses", "messages"] as const) ?? "chat";
  const mock = new URLSearchParams({ seed: String(seed), tps: "100", response_length: "short" });
  for (const [key, values] of Object.entries(CHOICES[wire])) {
    if (random() < 0.4) mock.set(key, pick(random, values) ?? "");
  }
  const tools = random() < 0.5 && wire !== "completions" ? { tools: TOOLS[wire] } : {};
  if ("tools" in tools && random() < 0.5) mock.set("tool_calls", "2");
  const several = (wire === "chat" || wire === "completions") && random() < 0.3 ? { n: 2 } : {};
  const asked = wire === "chat" && random() < 0.3
    ? { stream_options: { include_usage: random() < 0.5 } }
    : {};
  const body = { model: "m", stream: true, ...BODIES[wire], ...tools, ...several, ...asked };
  return { wire, mock: mock.toString(), body };
}

const PATHS = {
  chat: "/v1/chat/completions",
  completions: "/v1/completions",
  responses: "/v1/responses",
  messages: "/v1/messages",
};

async function answer({ wire, mock, body }: ReturnType<typeof drawn>) {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker({ clock });
  const response = await mocker.fetch(`http://mock${PATHS[wire]}`, {
    method: "POST",
    headers: { "x-mock": mock },
    body: JSON.stringify(body),
  });
  const parts = await Array.fromAsync(response.body ?? []);
  const { data: [{ outcome }] }: Json = await (await mocker.fetch("http://mock/requests")).json();
  return { status: response.status, parts, outcome, waiting: clock.pending, endedAt: clock.now() };
}

/** What an answer says of text, thinking and arguments, however its events are worded. */
async function saidIn(parts: readonly Uint8Array<ArrayBuffer>[], about: string) {
  const body = ReadableStream.from(parts).pipeThrough(new ServerSentEventParseStream());
  const said = { events: 0, text: "", thinking: "", given: 0 };
  for await (const { comment, data = "" } of body) {
    if (comment !== undefined) continue;
    said.events++;
    const json: Json = data === "[DONE]" ? {} : JSON.parse(data) ?? {};
    assert(data === "[DONE]" || json !== undefined, about);
    for (const choice of json.choices ?? []) {
      const delta = choice.delta ?? {};
      said.text += `${choice.index}${delta.content ?? choice.text ?? ""}`.slice(1);
      said.thinking += delta.reasoning_content ?? delta.reasoning ?? "";
      for (const call of delta.tool_calls ?? []) {
        said.given += (call.function.arguments ?? "").length;
      }
    }
    const { type, delta } = json;
    if (type === "content_block_delta") {
      said.text += delta.text ?? "";
      said.thinking += delta.thinking ?? "";
      said.given += (delta.partial_json ?? "").length;
    }
    if (type === "response.output_text.delta") said.text += delta;
    if (type === "response.function_call_arguments.delta") said.given += delta.length;
  }
  return said;
}

/** The settings that change how something is said, and not what. */
const SHAPES = ["finish", "ending", "usage", "tool_deltas", "chunks", ...NETWORK_KEYS];

Deno.test(`shapes: ${STREAMS} streams with anything drawn at random end, lose nothing that is said, and repeat`, async () => {
  const used = new Set<string>();
  for (let seed = 1; seed <= STREAMS; seed++) {
    const request = drawn(seed);
    const about = `${seed}: ${request.wire} ${decodeURIComponent(request.mock)}`;
    for (const key of new URLSearchParams(request.mock).keys()) used.add(key);
    const first = await answer(request);
    const told = new TextDecoder().decode(first.parts.at(0));
    assertEquals([first.status, first.outcome, first.waiting], [200, "completed", 0], about + told);
    const said = await saidIn(first.parts, about);
    assert(said.events > 3, about);
    const settings = new URLSearchParams(request.mock);
    const isOtherwiseGiven = /missing|invalid/.test(settings.get("tool_deltas") ?? "");
    for (const key of SHAPES) settings.delete(key);
    const plain = await answer({ ...request, mock: settings.toString() });
    const { text, thinking, given } = await saidIn(plain.parts, about);
    assertEquals([said.text, said.thinking], [text, thinking], about);
    if (!isOtherwiseGiven) assertEquals(said.given, given, about);
    if (seed % 5 === 0) assertEquals(await answer(request), first, about);
  }
  for (const key of NETWORK_KEYS) assert(used.has(key) || key === "burst_ms", key);
});
