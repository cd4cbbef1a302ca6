/** The script of an answer that was written down: its parts in their order. */

import { alphanumeric, type Random } from "../../random.ts";
import { callTokensFor } from "../../tokens/call_tokens.ts";
import type { PlanInput } from "./plan_input.ts";
import { responseText } from "./response_text.ts";
import type { SaidPart } from "./said_part.ts";
import type { Script, Segment } from "./segments.ts";
import { stopBefore } from "./stop_before.ts";

/** Writes the parts of a reply; a stop text ends it, wherever it is said. */
export function writeReply(
  parts: readonly SaidPart[],
  input: PlanInput,
  random: Random,
): Script {
  const { prompt: { stop }, tokenizer } = input;
  const segments: Segment[] = [];
  const calls = parts.filter(({ kind }) => kind === "call").length;
  let index = 0;
  for (const part of parts) {
    if (part.kind === "call") {
      segments.push(callOf(part, { index, calls }, input, random));
      index++;
      continue;
    }
    const kind = part.kind === "response" ? "text" : part.kind;
    const pieces = part.kind === "response"
      ? responseText(settingLength(input, part.name), random)
      : tokenizer.cut(part.text);
    const said = kind === "text" ? stopBefore(pieces, stop, tokenizer) : { pieces };
    if (said.pieces.length > 0) segments.push({ kind, pieces: said.pieces });
    if (said.stopSequence === undefined) continue;
    return { segments, ending: { reason: "stop", stopSequence: said.stopSequence } };
  }
  return { segments, ending: { reason: calls > 0 ? "tool_calls" : "stop" } };
}

function callOf(
  part: Extract<SaidPart, { kind: "call" }>,
  { index, calls }: { readonly index: number; readonly calls: number },
  { model, prompt, tokenizer }: PlanInput,
  random: Random,
): Segment {
  const offered = prompt.tools.find(({ name }) => name === part.name);
  return {
    kind: "call",
    call: {
      index,
      id: alphanumeric(random, 24),
      name: part.name,
      ...(offered?.kind === "text" ? { input: "text" } : {}),
    },
    frameTokens: callTokensFor(model, calls) + tokenizer.count(part.name),
    pieces: tokenizer.cut(part.arguments),
  };
}

/** The input of an answer that says the response of this name, whatever its settings say. */
function settingLength(input: PlanInput, name: string): PlanInput {
  const { duration_seconds: _, ...settings } = input.settings;
  return { ...input, settings: { ...settings, response_length: name } };
}
