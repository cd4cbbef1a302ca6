/** What a plan says as the output items of a response, and their ids (docs/wire.md §4). */

import type { Answer } from "../../../lib/dialect/dialect.ts";
import type { Delta, FinishReason, Timed, ToolCall } from "../../../lib/plan/plan.ts";
import { alphanumeric, hashText, hex, seededRandom } from "../../../lib/random.ts";
import { refuseLongLists, type TokenLogprob, tokenLogprobs } from "../logprobs.ts";
import { type ResponsesBody, wantsLogprobs } from "./body.ts";
import { HOSTED_PREFIXES, hostedJson } from "./hosted.ts";
import { namespaceOf } from "./tools.ts";
import { updated } from "./updates.ts";

/** How far an item got. */
export type ItemStatus = "completed" | "incomplete";

interface Told {
  readonly id: string;
  /** Its place in the output, from 0. */
  readonly index: number;
  readonly status: ItemStatus;
  /** All of it. */
  readonly text: string;
  /** How many of the choice's deltas make it up. */
  readonly deltas: number;
}

/** One output item. Text and refusals are messages of one part. */
export type OutputItem =
  & Told
  & (
    | { readonly kind: "text"; readonly logprobs: readonly TokenLogprob[] }
    | { readonly kind: "refusal" }
    | { readonly kind: "call"; readonly call: ToolCall; readonly namespace?: string }
    | { readonly kind: "hosted"; readonly act: string; readonly body: ResponsesBody }
    /** `encrypted` where it is asked for; a summary that is not asked for is not told. */
    | { readonly kind: "reasoning"; readonly summarized: boolean; readonly encrypted?: string }
  );

/** What the ids of calls begin with that are given a text. */
const CUSTOM_PREFIX = "ctc";

const ID_PREFIX = { text: "msg", refusal: "msg", call: "fc", reasoning: "rs" } as const;

/** The id of the response. */
export function responseId(answer: Answer<ResponsesBody>): string {
  return `${answer.settings.strict ? "" : "mock-"}resp_${stem(answer)}00`;
}

/** The id under which the response is kept that made an item. */
export function keyOfItem(itemId: string): string {
  return keyOf(`resp_${itemId.slice(itemId.indexOf("_") + 1, -2)}00`);
}

/** The id under which a response is kept, strict or not. */
export function keyOf(responseId: string): string {
  return responseId.replace(/^mock-/, "");
}

/** What all ids of one response have in common. A follow-up to the same seed is another response. */
function stem({ plan, body }: Answer<ResponsesBody>): string {
  return hex(seededRandom(hashText(plan.id + (body.previous_response_id ?? ""))), 48);
}

/** Why a response is not complete; `null` for one that is. */
export function whyIncomplete(reason: FinishReason): { readonly reason: string } | null {
  switch (reason) {
    case "length":
      return { reason: "max_output_tokens" };
    case "content_filter":
      return { reason: "content_filter" };
    case "stop":
    case "tool_calls":
    case "none":
      return null;
  }
}

/** Deltas in a row that make up an item, gathered so far. */
export interface Stretch {
  readonly first: Delta;
  text: string;
  /** How many they are. */
  deltas: number;
  readonly logprobs: TokenLogprob[];
}

/** The stretch that begins with a delta, of which nothing has been told. */
export function beginStretch(first: Delta): Stretch {
  return { first, text: "", deltas: 0, logprobs: [] };
}

/** Adds what a delta tells. */
export function addToStretch(
  stretch: Stretch,
  delta: Delta,
  { plan, body }: Answer<ResponsesBody>,
): void {
  stretch.deltas++;
  if (delta.kind === "call") return;
  stretch.text += delta.piece.text;
  if (delta.kind !== "text" || !wantsLogprobs(body)) return;
  stretch.logprobs.push(...tokenLogprobs(delta.piece, body.top_logprobs ?? 0, plan.seed));
}

/** Whether a delta goes on with the stretch that began with `first`. */
export function continues(first: Delta, next: Delta): boolean {
  return next.kind !== "call" && (next.kind === first.kind || next.kind === "arguments");
}

function deltasOf({ plan: { choices: [choice] } }: Answer<ResponsesBody>): Iterable<Timed<Delta>> {
  return choice?.deltas ?? [];
}

/** What comes before the first word. */
function* unspoken(deltas: Iterable<Timed<Delta>>): Generator<Timed<Delta>> {
  for (const timed of deltas) {
    if (timed.value.kind === "text" || timed.value.kind === "refusal") return;
    yield timed;
  }
}

/** Goes through the stretches of an answer's deltas, each once it has ended. */
function* stretchesOf(
  deltas: Iterable<Timed<Delta>>,
  answer: Answer<ResponsesBody>,
): Generator<Stretch> {
  let open: Stretch | undefined;
  for (const { value } of deltas) {
    if (open && !continues(open.first, value)) {
      yield open;
      open = undefined;
    }
    open ??= beginStretch(value);
    addToStretch(open, value, answer);
  }
  if (open) yield open;
}

/** The output of a response, in order: one item for each stretch of deltas of one kind, and for each call. */
export function outputOf(answer: Answer<ResponsesBody>): readonly OutputItem[] {
  refuseLongLogprobs(answer);
  const stretches = [...stretchesOf(deltasOf(answer), answer)];
  return stretches.flatMap((stretch, index) => {
    const status = index === stretches.length - 1 ? lastStatus(answer) : "completed";
    return itemOf(stretch, index, status, answer) ?? [];
  });
}

/** The items that the service makes itself: they come before anything is said. */
export function hostedOutput(answer: Answer<ResponsesBody>): readonly OutputItem[] {
  const stretches = [...stretchesOf(unspoken(deltasOf(answer)), answer)];
  return stretches.flatMap((stretch, index) => {
    const item = itemOf(stretch, index, "completed", answer);
    return item?.kind === "hosted" ? [item] : [];
  });
}

/** How far the last item of an answer gets. */
export function lastStatus({ plan: { choices: [choice] } }: Answer<ResponsesBody>): ItemStatus {
  return choice && whyIncomplete(choice.end.value.reason) !== null ? "incomplete" : "completed";
}

/** Throws where the log probabilities of an answer are more than one event can list. */
export function refuseLongLogprobs({ plan, body }: Answer<ResponsesBody>): void {
  if (wantsLogprobs(body)) refuseLongLists(plan, body.top_logprobs ?? 0);
}

/** The item that a stretch is; nothing for what stands nowhere. */
export function itemOf(
  { first, text, deltas, logprobs }: Stretch,
  index: number,
  status: ItemStatus,
  answer: Answer<ResponsesBody>,
): OutputItem | undefined {
  if (first.kind === "arguments") return undefined;
  const { body } = answer;
  const act = first.kind === "call" ? first.call.act : undefined;
  const isCustom = first.kind === "call" && first.call.input === "text";
  const own = isCustom ? CUSTOM_PREFIX : ID_PREFIX[first.kind];
  const prefix = act === undefined ? own : HOSTED_PREFIXES[act];
  const id = `${prefix}_${stem(answer)}${(index + 1).toString(16).padStart(2, "0").slice(-2)}`;
  const told = { id, index, status, text, deltas };
  switch (first.kind) {
    case "text":
      return { ...told, kind: "text", logprobs };
    case "refusal":
      return { ...told, kind: "refusal" };
    case "call": {
      if (act !== undefined) return { ...told, kind: "hosted", act, body: updated(body) };
      const namespace = namespaceOf(first.call.name, updated(body));
      return { ...told, kind: "call", call: first.call, ...(namespace ? { namespace } : {}) };
    }
    case "reasoning": {
      const encrypted = body.include?.includes("reasoning.encrypted_content")
        ? { encrypted: `gAAAAA${alphanumeric(seededRandom(hashText(id)), 314)}` }
        : {};
      const summarized = (body.reasoning?.summary ?? null) !== null;
      return { ...told, kind: "reasoning", summarized, ...encrypted };
    }
  }
}

/** An item when it has begun and nothing of it is there yet, or as it is in the end. */
export function itemJson(item: OutputItem, stage: "begun" | "ended"): object {
  const { id, text } = item;
  const status = stage === "begun" ? "in_progress" : item.status;
  switch (item.kind) {
    case "text":
    case "refusal": {
      const content = stage === "begun" ? [] : [partJson(item, text)];
      return { id, type: "message", status, content, role: "assistant" };
    }
    case "call": {
      const given = stage === "begun" ? "" : text;
      return {
        id,
        ...(item.call.input === "text"
          ? { type: "custom_tool_call", status, input: given }
          : { type: "function_call", status, arguments: given }),
        call_id: `call_${item.call.id}`,
        name: item.call.name,
        ...(item.namespace === undefined ? {} : { namespace: item.namespace }),
      };
    }
    case "hosted":
      return hostedJson(item, stage);
    case "reasoning": {
      const { encrypted: encrypted_content } = item;
      const summary = stage === "begun" || !item.summarized ? [] : [{ type: "summary_text", text }];
      return {
        id,
        type: "reasoning",
        summary,
        ...(encrypted_content === undefined ? {} : { encrypted_content }),
      };
    }
  }
}

/** The one part of a message, which says `text` so far. */
export function partJson(
  item: Extract<OutputItem, { kind: "text" | "refusal" }>,
  text: string,
): object {
  if (item.kind === "refusal") return { type: "refusal", refusal: text };
  const logprobs = text === "" ? [] : item.logprobs;
  return { type: "output_text", annotations: [], logprobs, text };
}
