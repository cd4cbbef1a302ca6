/** What a plan says as the output items of a response, and their ids (docs/wire.md §4). */

import type { Answer } from "../../../lib/dialect/dialect.ts";
import type { Delta, FinishReason, ToolCall } from "../../../lib/plan/plan.ts";
import { alphanumeric, hashText, hex, seededRandom } from "../../../lib/random.ts";
import { refuseLongLists, type TokenLogprob, tokenLogprobs } from "../logprobs.ts";
import { type ResponsesBody, wantsLogprobs } from "./body.ts";
import { HOSTED_PREFIXES, hostedJson } from "./hosted.ts";
import { namespaceOf } from "./tools.ts";
import { updated } from "./updates.ts";

/** How far an item got. */
export type ItemStatus = "completed" | "incomplete";

interface Stretch {
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
  & Stretch
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

/** The output of a response, in order: one item for each stretch of deltas of one kind, and for each call. */
export function outputOf(answer: Answer<ResponsesBody>): readonly OutputItem[] {
  const [choice] = answer.plan.choices;
  const stretches: Delta[][] = [];
  for (const { value } of choice?.deltas ?? []) {
    const last = stretches.at(-1);
    if (last?.[0] && continues(last[0], value)) last.push(value);
    else stretches.push([value]);
  }
  const cut = choice !== undefined && whyIncomplete(choice.end.value.reason) !== null;
  return stretches.flatMap((deltas, index) => {
    const isLast = index === stretches.length - 1;
    return itemOf(deltas, index, cut && isLast ? "incomplete" : "completed", answer);
  });
}

/** An item that has said only the first `told` of its deltas, the first of which is the `start`th of the choice. */
export function itemSoFar(
  item: OutputItem,
  start: number,
  told: number,
  answer: Answer<ResponsesBody>,
): OutputItem {
  const [choice] = answer.plan.choices;
  const deltas = [...choice?.deltas ?? []].slice(start, start + told).map(({ value }) => value);
  const [said] = itemOf(deltas, item.index, "completed", answer);
  if (said) return said;
  const nothing = { ...item, status: "completed", text: "" } as const;
  return nothing.kind === "text" ? { ...nothing, logprobs: [] } : nothing;
}

function continues(first: Delta, next: Delta): boolean {
  return next.kind !== "call" && (next.kind === first.kind || next.kind === "arguments");
}

function itemOf(
  deltas: readonly Delta[],
  index: number,
  status: ItemStatus,
  answer: Answer<ResponsesBody>,
): readonly OutputItem[] {
  const [first] = deltas;
  if (!first || first.kind === "arguments") return [];
  const { plan, body } = answer;
  const pieces = deltas.flatMap((delta) => delta.kind === "call" ? [] : [delta.piece]);
  const act = first.kind === "call" ? first.call.act : undefined;
  const isCustom = first.kind === "call" && first.call.input === "text";
  const own = isCustom ? CUSTOM_PREFIX : ID_PREFIX[first.kind];
  const prefix = act === undefined ? own : HOSTED_PREFIXES[act];
  const stretch: Stretch = {
    id: `${prefix}_${stem(answer)}${(index + 1).toString(16).padStart(2, "0").slice(-2)}`,
    index,
    status,
    text: pieces.map((piece) => piece.text).join(""),
    deltas: deltas.length,
  };
  switch (first.kind) {
    case "text": {
      if (wantsLogprobs(body)) refuseLongLists(plan, body.top_logprobs ?? 0);
      const logprobs = wantsLogprobs(body)
        ? pieces.flatMap((piece) => tokenLogprobs(piece, body.top_logprobs ?? 0, plan.seed))
        : [];
      return [{ ...stretch, kind: "text", logprobs }];
    }
    case "refusal":
      return [{ ...stretch, kind: "refusal" }];
    case "call": {
      if (act !== undefined) return [{ ...stretch, kind: "hosted", act, body: updated(body) }];
      const namespace = namespaceOf(first.call.name, updated(body));
      return [{ ...stretch, kind: "call", call: first.call, ...(namespace ? { namespace } : {}) }];
    }
    case "reasoning": {
      const encrypted = body.include?.includes("reasoning.encrypted_content")
        ? { encrypted: `gAAAAA${alphanumeric(seededRandom(hashText(stretch.id)), 314)}` }
        : {};
      const summarized = (body.reasoning?.summary ?? null) !== null;
      return [{ ...stretch, kind: "reasoning", summarized, ...encrypted }];
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
