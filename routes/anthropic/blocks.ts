/** The events of a message's content: block after block, each begun, told and ended (docs/wire.md §6). */

import type { Delta, Plan, ToolCall } from "../../lib/plan/plan.ts";
import { alphanumeric, hashText, seededRandom } from "../../lib/random.ts";
import { namedEvent } from "../../lib/stream/framing.ts";
import { isOfToday } from "./usage.ts";

/** One block under way. What is the same in all of its events is made once. */
export interface Block {
  /** What `blockKey` says of its deltas. */
  readonly key: string;
  readonly index: number;
  readonly opening: string;
  delta(delta: Delta): string;
  readonly closing: string;
}

/** One event: its name, which its data repeats, and the rest of the data. */
export function event(type: string, data: object): string {
  return namedEvent(type, JSON.stringify({ type, ...data }));
}

const PING = event("ping", {});

/** Which block a delta belongs to: deltas of one key that follow each other make one block. */
export function blockKey(delta: Delta): string {
  switch (delta.kind) {
    case "text":
    case "refusal":
      return "text";
    case "reasoning":
      return "thinking";
    case "call":
    case "arguments":
      return delta.call.id;
  }
}

/** The block that begins with a delta. Behind the start of the first comes a ping. */
export function blockOf(first: Delta, index: number, plan: Plan): Block {
  const { content_block, deltaType, field, last } = formOf(first, plan);
  const head = `{"type":"content_block_delta","index":${index},"delta":{"type":"${deltaType}"`;
  const said = (text: string) =>
    namedEvent("content_block_delta", `${head},"${field}":${JSON.stringify(text)}}}`);
  return {
    key: blockKey(first),
    index,
    opening: event("content_block_start", { index, content_block }) + (index === 0 ? PING : ""),
    delta: (delta) => said(delta.kind === "call" ? "" : delta.piece.text),
    closing: (last ? event("content_block_delta", { index, delta: last }) : "") +
      event("content_block_stop", { index }),
  };
}

/** How a kind of block is written. */
interface Form {
  /** The block as it begins. */
  readonly content_block: object;
  readonly deltaType: string;
  /** The key of a delta that holds what is said. */
  readonly field: string;
  /** The delta that ends it. */
  readonly last?: object;
}

function formOf(first: Delta, plan: Plan): Form {
  switch (first.kind) {
    case "text":
    case "refusal":
      return {
        content_block: { type: "text", text: "" },
        deltaType: "text_delta",
        field: "text",
      };
    case "reasoning":
      return {
        content_block: { type: "thinking", thinking: "", signature: "" },
        deltaType: "thinking_delta",
        field: "thinking",
        last: { type: "signature_delta", signature: signatureOf(plan) },
      };
    case "call":
    case "arguments":
      return {
        content_block: {
          type: "tool_use",
          id: toolUseId(first.call),
          name: first.call.name,
          input: {},
          ...(isOfToday(plan.model) ? CALLED_DIRECTLY : {}),
        },
        deltaType: "input_json_delta",
        field: "partial_json",
      };
  }
}

/** Who made a call: the model itself, not a program of its. */
export const CALLED_DIRECTLY = { caller: { type: "direct" } };

/** A call's id on this wire. */
export function toolUseId(call: ToolCall): string {
  return `toolu_${call.id}`;
}

/** What vouches for a plan's thinking; its length is that of a short one of the real service. */
export function signatureOf(plan: Plan): string {
  return `${alphanumeric(seededRandom(hashText(plan.id)), 254)}==`;
}
