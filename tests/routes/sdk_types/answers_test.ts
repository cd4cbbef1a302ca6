/** What this server writes are words that the official SDKs know, and what they know and it does not write is named. */

import { assertEquals } from "@std/assert";
import { openDeclarations } from "./declarations.ts";

const CHAT = "openai/resources/chat/completions";
const RESPONSES = "openai/resources/responses/responses";
const MESSAGES = "@anthropic-ai/sdk/resources/beta/messages/messages";
const declarationsOf = openDeclarations([CHAT, RESPONSES, MESSAGES]);
const chat = declarationsOf(CHAT);
const responses = declarationsOf(RESPONSES);
const messages = declarationsOf(MESSAGES);

/** One union of the SDKs, and where the goldens say its words. */
interface Words {
  readonly known: readonly string[];
  readonly goldens: string;
  /** The word is the first group. */
  readonly pattern: RegExp;
  /** What the service can say, and no golden does: the next new word is written, or comes to stand here. */
  readonly unwritten: readonly string[];
  /** What is recorded of the service, and no type has. */
  readonly untyped?: readonly string[];
}

const WORDS: Readonly<Record<string, Words>> = {
  "finish reasons of chat": {
    known: chat.tags("ChatCompletionChunk.choices[].finish_reason"),
    goldens: "chat_",
    pattern: /"finish_reason":"([^"]+)"/g,
    unwritten: ["content_filter", "function_call"],
  },
  "events of responses": {
    known: responses.tags("ResponseStreamEvent"),
    goldens: "responses_",
    pattern: /^event: (.*)$/gm,
    unwritten: [
      "error",
      "response.audio.delta",
      "response.audio.done",
      "response.audio.transcript.delta",
      "response.audio.transcript.done",
      "response.code_interpreter_call.completed",
      "response.code_interpreter_call.in_progress",
      "response.code_interpreter_call.interpreting",
      "response.code_interpreter_call_code.delta",
      "response.code_interpreter_call_code.done",
      "response.compaction.compacting",
      "response.custom_tool_call_input.delta",
      "response.custom_tool_call_input.done",
      "response.failed",
      "response.file_search_call.completed",
      "response.file_search_call.in_progress",
      "response.file_search_call.searching",
      "response.image_generation_call.completed",
      "response.image_generation_call.generating",
      "response.image_generation_call.in_progress",
      "response.image_generation_call.partial_image",
      "response.mcp_call.completed",
      "response.mcp_call.failed",
      "response.mcp_call.in_progress",
      "response.mcp_call_arguments.delta",
      "response.mcp_call_arguments.done",
      "response.mcp_list_tools.completed",
      "response.mcp_list_tools.failed",
      "response.mcp_list_tools.in_progress",
      "response.output_text.annotation.added",
      "response.queued",
      "response.reasoning_text.delta",
      "response.reasoning_text.done",
      "response.shell_call_command.added",
      "response.shell_call_command.delta",
      "response.shell_call_command.done",
      "response.shell_call_output_content.delta",
      "response.shell_call_output_content.done",
      "response.web_search_call.completed",
      "response.web_search_call.in_progress",
      "response.web_search_call.searching",
    ],
  },
  "statuses of responses": {
    known: responses.tags("ResponseStatus"),
    goldens: "responses_",
    pattern: /"object":"response","created_at":\d+,"status":"([^"]+)"/g,
    unwritten: ["cancelled", "failed", "queued"],
  },
  "events of messages": {
    known: messages.tags("BetaRawMessageStreamEvent"),
    goldens: "messages_",
    pattern: /^event: (.*)$/gm,
    unwritten: [],
    untyped: ["ping"],
  },
  "deltas of messages": {
    known: messages.tags("BetaRawContentBlockDelta"),
    goldens: "messages_",
    pattern: /"delta":\{"type":"([^"]+)"/g,
    unwritten: ["citations_delta", "compaction_delta"],
  },
  "stop reasons of messages": {
    known: messages.tags("BetaStopReason"),
    goldens: "messages_",
    pattern: /"stop_reason":"([^"]+)"/g,
    unwritten: ["compaction", "model_context_window_exceeded", "pause_turn"],
  },
};

for (const [name, { known, goldens, pattern, unwritten, untyped = [] }] of Object.entries(WORDS)) {
  Deno.test(`sdk types: ${name} are those of the SDK`, async () => {
    const said = await written(goldens, pattern);
    assertEquals(said.filter((one) => ![...known, ...untyped].includes(one)), [], "unknown");
    assertEquals(known.filter((one) => ![...said, ...unwritten].includes(one)), [], "missing");
    assertEquals(unwritten.filter((one) => !known.includes(one)), [], "gone");
  });
}

/** All that the goldens of a prefix say at a pattern. */
async function written(prefix: string, pattern: RegExp): Promise<readonly string[]> {
  const folder = new URL("../../golden/", import.meta.url);
  const files = [...Deno.readDirSync(folder)].filter(({ name }) => name.startsWith(prefix));
  const texts = await Promise.all(
    files.map(({ name }) => Deno.readTextFile(new URL(name, folder))),
  );
  return texts.flatMap((text) => [...text.matchAll(pattern)].map(([, word = ""]) => word));
}
