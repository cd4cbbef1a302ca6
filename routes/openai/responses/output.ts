/** What a plan says as the output items of a response (docs/wire.md §4). */

import type { Answer } from "../../../lib/dialect/dialect.ts";
import type { Delta, FinishReason, Timed, ToolCall } from "../../../lib/plan/plan.ts";
import { alphanumeric, hashText, type Random, seededRandom } from "../../../lib/random.ts";
import { refuseLongLists, type TokenLogprob } from "../logprobs.ts";
import { type ResponsesBody, wantsLogprobs } from "./body.ts";
import { HOSTED_PREFIXES } from "./hosted_item.ts";
import { itemId } from "./ids.ts";
import { type Stretch, stretchesOf } from "./stretch.ts";
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
    | {
      readonly kind: "hosted";
      readonly act: string;
      readonly name: string;
      readonly body: ResponsesBody;
    }
    /** `encrypted` where it is asked for; a summary that is not asked for is not told. */
    | { readonly kind: "reasoning"; readonly summarized: boolean; readonly encrypted?: string }
  );

/** What the ids of calls begin with that are given a text. */
const CUSTOM_PREFIX = "ctc";

const ID_PREFIX = { text: "msg", refusal: "msg", call: "fc", reasoning: "rs" } as const;

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

/** What looks like `encrypted_content`, which only the service itself can read. */
export function encryptedContent(random: Random): string {
  return `gAAAAA${alphanumeric(random, 314)}`;
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
  const prefix = act === undefined ? own : HOSTED_PREFIXES[act] ?? act;
  const id = itemId(prefix, index, answer);
  const told = { id, index, status, text, deltas };
  switch (first.kind) {
    case "text":
      return { ...told, kind: "text", logprobs };
    case "refusal":
      return { ...told, kind: "refusal" };
    case "call": {
      const { name } = first.call;
      if (act !== undefined) return { ...told, kind: "hosted", act, name, body: updated(body) };
      const namespace = namespaceOf(name, updated(body));
      return { ...told, kind: "call", call: first.call, ...(namespace ? { namespace } : {}) };
    }
    case "reasoning": {
      const encrypted = body.include?.includes("reasoning.encrypted_content")
        ? { encrypted: encryptedContent(seededRandom(hashText(id))) }
        : {};
      const summarized = (body.reasoning?.summary ?? null) !== null;
      return { ...told, kind: "reasoning", summarized, ...encrypted };
    }
  }
}
