/** The events that tell of one output item (docs/wire.md §4). */

import type { Answer } from "../../../lib/dialect/dialect.ts";
import type { Delta } from "../../../lib/plan/plan.ts";
import { namedEvent } from "../../../lib/stream/framing.ts";
import { type TokenLogprob, tokenLogprobs } from "../logprobs.ts";
import { type ResponsesBody, wantsLogprobs } from "./body.ts";
import { hostedVoice } from "./hosted_events.ts";
import { itemJson, partJson } from "./item_json.ts";
import type { OutputItem } from "./output.ts";
import type { ItemEvent, Voice } from "./voice.ts";

/** Writes the next event of a stream; `rest` is what follows its type and number, as `,"key":value` or nothing. */
export type WriteEvent = (type: string, rest: string) => string;

/** A new stream's writer, which numbers its events from 0. */
export function eventWriter(): WriteEvent {
  let sequence = 0;
  return (type, rest) =>
    namedEvent(type, `{"type":"${type}","sequence_number":${sequence++}${rest}}`);
}

/** An object's keys as they follow others in an event. */
export function fields(object: object): string {
  return `,${JSON.stringify(object).slice(1, -1)}`;
}

/** The events of one item. What is the same in all of its deltas is made once. */
export interface ItemEvents {
  opening(): string;
  /** Nothing for a delta that this wire does not tell. */
  delta(delta: Delta): string | undefined;
  /** `told` is the item with what has been said of it. */
  closing(told: OutputItem): string;
}

/** Makes the events of an item; `obfuscate` gives the padding of each delta. */
export function itemEvents(
  item: OutputItem,
  { plan, body }: Answer<ResponsesBody>,
  write: WriteEvent,
  obfuscate: () => string,
): ItemEvents {
  const { opening, deltas, after } = voiceOf(item);
  let deltasTold = 0;
  const writeAll = (events: readonly ItemEvent[]) =>
    events.map(([type, object]) => write(type, fields(object))).join("");
  const head = deltas && `${fields(deltas.place)},"delta":`;
  const logprobsOf = (delta: Delta): string => {
    if (delta.kind !== "text") return "";
    if (!wantsLogprobs(body)) return ',"logprobs":[]';
    const entries = tokenLogprobs(delta.piece, body.top_logprobs ?? 0, plan.seed);
    return `,"logprobs":${JSON.stringify(withoutBytes(entries))}`;
  };
  const place = { output_index: item.index };
  return {
    opening: () =>
      writeAll([
        ["response.output_item.added", { ...place, item: itemJson(item, "begun") }],
        ...opening,
      ]),
    delta(delta) {
      if (after) return writeAll(after(++deltasTold)) || undefined;
      if (!deltas || delta.kind === "call") return undefined;
      const padding = delta.kind === "refusal" ? "" : obfuscate();
      const text = JSON.stringify(delta.piece.text);
      return write(deltas.type, `${head}${text}${logprobsOf(delta)}${padding}`);
    },
    closing: (told) =>
      writeAll([
        ...voiceOf(told).closing,
        ["response.output_item.done", { ...place, item: itemJson(told, "ended") }],
      ]),
  };
}

function voiceOf(item: OutputItem): Voice {
  const { text } = item;
  const place = { item_id: item.id, output_index: item.index };
  switch (item.kind) {
    case "text":
    case "refusal": {
      const at = { ...place, content_index: 0 };
      const name = item.kind === "text" ? "output_text" : "refusal";
      const said = item.kind === "text"
        ? { text, logprobs: withoutBytes(item.logprobs) }
        : { refusal: text };
      return {
        opening: [["response.content_part.added", { ...at, part: partJson(item, "") }]],
        deltas: { type: `response.${name}.delta`, place: at },
        closing: [
          [`response.${name}.done`, { ...at, ...said }],
          ["response.content_part.done", { ...at, part: partJson(item, text) }],
        ],
      };
    }
    case "call": {
      const { name, input } = item.call;
      if (input === "text") {
        return {
          opening: [],
          deltas: { type: "response.custom_tool_call_input.delta", place },
          closing: [["response.custom_tool_call_input.done", { ...place, input: text }]],
        };
      }
      return {
        opening: [],
        deltas: { type: "response.function_call_arguments.delta", place },
        closing: [["response.function_call_arguments.done", { ...place, arguments: text, name }]],
      };
    }
    case "hosted":
      return hostedVoice(item);
    case "reasoning": {
      if (!item.summarized) return { opening: [], closing: [] };
      const at = { ...place, summary_index: 0 };
      const part = (text: string) => ({ ...at, part: { type: "summary_text", text } });
      return {
        opening: [["response.reasoning_summary_part.added", part("")]],
        deltas: { type: "response.reasoning_summary_text.delta", place: at },
        closing: [
          ["response.reasoning_summary_text.done", { ...at, text }],
          ["response.reasoning_summary_part.done", part(text)],
        ],
      };
    }
  }
}

/** Log probabilities as events have them: only the finished part has the bytes as well. */
function withoutBytes(entries: readonly TokenLogprob[]): readonly object[] {
  return entries.map(({ token, logprob, top_logprobs }) => ({
    token,
    logprob,
    top_logprobs: top_logprobs.map(({ token, logprob }) => ({ token, logprob })),
  }));
}
