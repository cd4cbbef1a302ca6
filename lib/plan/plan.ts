/** A completion as plain data: everything it will say and when, with no wire format and no waiting. */

import type { Piece } from "../tokens/tokenizer.ts";

/** `at` is in milliseconds after the request arrived. */
export interface Timed<T> {
  readonly at: number;
  readonly value: T;
}

/** A function call of the answer. */
export interface ToolCall {
  /** Its place among the answer's calls, from 0. */
  readonly index: number;
  /** The part of its id behind the protocol's prefix: 24 letters and digits. */
  readonly id: string;
  readonly name: string;
  /** What it is given where that is no JSON: a text, as it is. */
  readonly input?: "text";
  /** What the service does itself, as its protocol names it; absent: the client is called. */
  readonly act?: string;
}

/** The least that a choice says at once. */
export type Delta =
  | { readonly kind: "text"; readonly piece: Piece }
  | { readonly kind: "reasoning"; readonly piece: Piece }
  | { readonly kind: "refusal"; readonly piece: Piece }
  /** A call begins; `tokens` is what its name and frame cost. */
  | { readonly kind: "call"; readonly call: ToolCall; readonly tokens: number }
  /** More of the JSON text of a call's arguments, or of the text that it is given. */
  | { readonly kind: "arguments"; readonly call: ToolCall; readonly piece: Piece };

/** Why a choice ends. A protocol words it in its own way; `none` is that it does not say. */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "none";

/** How a choice ends. */
export interface Ending {
  readonly reason: FinishReason;
  /** The stop text that ended it, where one did. */
  readonly stopSequence?: string;
  /** Present where this is told whatever happens. */
  readonly isForced?: true;
}

/** One answer of the `n` asked for. Its deltas can be gone through any number of times, with the same result. */
export interface Choice {
  readonly deltas: Iterable<Timed<Delta>>;
  readonly end: Timed<Ending>;
}

/** Token counts. `completionTokens` sums all choices and includes `reasoningTokens`. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
  /** What of the prompt a cache had, and has from now on; absent where that is nothing. */
  readonly cached?: CachedTokens;
}

/** What a prompt cache has to do with a prompt. Both are part of the prompt's tokens. */
export interface CachedTokens {
  /** Read before, and so not again. */
  readonly readTokens: number;
  /** Put away for later, where a service tells of that. */
  readonly writtenTokens: number;
  readonly keptFor: "5m" | "1h";
}

/** Everything one completion will say, and when. */
export interface Plan {
  /** 48 letters and digits, new for every request unless it is seeded; protocols take what they need of it. */
  readonly id: string;
  /** The model's name, without any query. */
  readonly model: string;
  /** Seconds since 1970. */
  readonly created: number;
  /** Decides whatever else a protocol draws by chance, so that a plan always renders to the same bytes. */
  readonly seed: number;
  readonly choices: readonly Choice[];
  readonly usage: Usage;
  /** Whether the time limit cut it. */
  readonly truncated: boolean;
}

/** How a choice ends that is not let speak to its end. */
export function endedEarly({ value }: Timed<Ending>): Ending {
  return value.isForced ? value : { reason: "stop" };
}

/** How many tokens a delta stands for. */
export function tokensOf(delta: Delta): number {
  return delta.kind === "call" ? delta.tokens : delta.piece.tokens;
}

/** All that a choice says, each kind of text joined. */
export interface Said {
  readonly text: string;
  readonly reasoning: string;
  readonly refusal: string;
  /** Each with its whole arguments. */
  readonly calls: readonly { readonly call: ToolCall; readonly arguments: string }[];
}

/** Goes through a choice once. */
export function saidBy(choice: Choice): Said {
  const texts = { text: "", reasoning: "", refusal: "" };
  const calls: { call: ToolCall; arguments: string }[] = [];
  for (const { value } of choice.deltas) {
    if (value.kind === "call") calls.push({ call: value.call, arguments: "" });
    else if (value.kind === "arguments") {
      const told = calls.findLast(({ call }) => call.id === value.call.id);
      if (told) told.arguments += value.piece.text;
    } else texts[value.kind] += value.piece.text;
  }
  return { ...texts, calls };
}
