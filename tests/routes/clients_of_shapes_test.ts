/** What the official clients make of answers that are worded wrong: what they read alike, where they throw, and what they lose. */

import Anthropic from "@anthropic-ai/sdk";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";
import { TOOLS } from "./shapes_fixture.ts";

const TEXT =
  "Once upon a time, a small server spoke so slowly that everybody could watch each of its words arrive, one by one.";
const ARGUMENTS = '{"city":"Oslo","day":3}';

const fetchAnew = () => createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) }).fetch;
const OPTIONS = { apiKey: "any", maxRetries: 0 };
const openai = () => new OpenAI({ ...OPTIONS, baseURL: "http://mock/v1", fetch: fetchAnew() });
const anthropic = () => new Anthropic({ ...OPTIONS, baseURL: "http://mock", fetch: fetchAnew() });
const asked = (mock: string) => ({
  headers: { "x-mock": `seed=7&response_length=short&${mock}` },
});
const messages = [{ role: "user" as const, content: "Hello!" }];

async function chat(mock: string): Promise<unknown> {
  const body = { model: "m", messages, stream_options: { include_usage: true } };
  const { choices: [choice], usage } = await openai().chat.completions.stream(body, asked(mock))
    .finalChatCompletion();
  return [choice?.message.content, choice?.finish_reason, usage?.total_tokens];
}

async function called(mock: string): Promise<unknown> {
  const tools = TOOLS.chat as OpenAI.ChatCompletionFunctionTool[];
  const body = { model: "m", messages, tools };
  const { choices: [choice] } = await openai().chat.completions
    .stream(body, asked(`tool_calls=2&tool_deltas=${mock}`)).finalChatCompletion();
  return choice?.message.tool_calls?.map((call) =>
    call.type === "function" ? [call.function.name, call.function.arguments] : []
  );
}

async function response(mock: string): Promise<unknown> {
  const { output_text, status, usage } = await openai().responses
    .stream({ model: "m", input: "Hello!" }, asked(mock)).finalResponse();
  return [output_text, status, usage?.total_tokens];
}

async function message(mock: string): Promise<unknown> {
  const body = { model: "m", messages, max_tokens: 99 };
  const { content: [block], stop_reason, usage } = await anthropic().messages
    .stream(body, asked(mock)).finalMessage();
  return [block?.type === "text" && block.text, stop_reason, usage?.output_tokens];
}

/** Who asks for what, and what comes out of it, or the words with which the client throws. */
type Row = readonly [ask: (mock: string) => Promise<unknown>, mock: string, makes: unknown];

const rows = (ask: Row[0], makes: unknown, ...mocks: readonly string[]): readonly Row[] =>
  mocks.map((mock) => [ask, mock, makes]);

const ROWS: readonly Row[] = [
  ...rows(
    chat,
    [TEXT, "stop", 34],
    "ending=complete",
    "ending=no_done",
    "ending=twice",
    "usage=last",
    "usage=every",
    "usage=early",
    "chunks=null_delta",
    "chunks=no_delta",
    "chunks=empty_choices_first",
    "chunks=role_in_all",
    "chunks=empty_finish",
    "chunks=finish_with_text",
  ),
  [chat, "finish=length", [TEXT, "length", 34]],
  [chat, "finish=content_filter", [TEXT, "content_filter", 34]],
  ...rows(chat, /missing finish_reason for choice 0/, "finish=none", "ending=no_finish"),
  ...rows(chat, [TEXT, "stop", undefined], "usage=empty", "usage=none"),
  [chat, "chunks=null_chunk", /'choices' of 'chunk' as it is null/],
  ...rows(
    called,
    [["get_weather", ARGUMENTS], ["get_time", ARGUMENTS]],
    "whole",
    "id_in_all",
    "interleaved",
    "null_arguments",
  ),
  [called, "no_index", /invalid tool call index/],
  // The first call is lost, and the second has both's arguments.
  [called, "index_0", [["get_time", ARGUMENTS + ARGUMENTS]]],
  [called, "missing_keys", [["get_weather", '{"day":3}'], ["get_time", '{"day":3}']]],
  ...rows(
    response,
    [TEXT, "completed", 34],
    "ending=twice",
    "chunks=no_id",
    "chunks=no_sequence",
    "chunks=unnamed",
  ),
  [response, "finish=content_filter", [TEXT, "incomplete", 34]],
  // No error tells of the end that is missing.
  [response, "ending=no_finish", [TEXT, "in_progress", undefined]],
  ...rows(response, [TEXT, "completed", undefined], "usage=empty", "usage=none"),
  [response, "chunks=unknown_event", /Unhandled response stream event/],
  ...rows(
    message,
    [TEXT, "end_turn", 25],
    "ending=twice",
    "usage=last",
    "usage=every",
    "chunks=no_id",
    "chunks=unknown_event",
    "chunks=no_ping",
  ),
  [message, "finish=content_filter", [TEXT, "refusal", 25]],
  [message, "finish=none", [TEXT, null, 25]],
  [message, "ending=no_finish", /stream ended without producing a Message/],
  [message, "usage=empty", [TEXT, "end_turn", undefined]],
  ...rows(message, /reading 'output_tokens'/, "usage=none", "usage=early"),
  [message, "chunks=unnamed", /ended without sending any chunks/],
];

Deno.test("shapes: the official clients read them, throw, or lose what they lose", async () => {
  for (const [ask, mock, makes] of ROWS) {
    if (makes instanceof RegExp) assertMatch(String(await assertRejects(() => ask(mock))), makes);
    else assertEquals(await ask(mock), makes, `${ask.name} ${mock}`);
  }
});
