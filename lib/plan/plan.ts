/** A completion as plain data: everything it will say and when, with no wire format and no waiting. */

import { BinaryHeap } from "@std/data-structures/binary-heap";
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
}

/** The least that a choice says at once. */
export type Delta =
  | { readonly kind: "text"; readonly piece: Piece }
  | { readonly kind: "reasoning"; readonly piece: Piece }
  | { readonly kind: "refusal"; readonly piece: Piece }
  /** A call begins; `tokens` is what its name and frame cost. */
  | { readonly kind: "call"; readonly call: ToolCall; readonly tokens: number }
  /** More of the JSON text of a call's arguments. */
  | { readonly kind: "arguments"; readonly call: ToolCall; readonly piece: Piece };

/** Why a choice ends. A protocol words it in its own way. */
export type FinishReason = "stop" | "length" | "tool_calls";

/** How a choice ends. */
export interface Ending {
  readonly reason: FinishReason;
  /** The stop text that ended it, where one did. */
  readonly stopSequence?: string;
  /** Present where it was ended by hand: its last word had left by then. */
  readonly byHand?: true;
}

/** One answer of the `n` asked for. Its deltas can be gone through any number of times, with the same result. */
export interface Choice {
  readonly deltas: Iterable<Timed<Delta>>;
  readonly end: Timed<Ending>;
  /** All that it would have said, where it was ended by hand: what has left by then was worded by that. */
  readonly unended?: Choice;
}

/** Token counts. `completionTokens` sums all choices and includes `reasoningTokens`. */
export interface Usage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly reasoningTokens: number;
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

/** How many tokens a delta stands for. */
export function tokensOf(delta: Delta): number {
  return delta.kind === "call" ? delta.tokens : delta.piece.tokens;
}

/** A choice's deltas and ending with its place, all choices merged in the order of their times. */
export type Step =
  | { readonly kind: "delta"; readonly index: number; readonly at: number; readonly delta: Delta }
  | { readonly kind: "end"; readonly index: number; readonly at: number; readonly end: Ending };

/**
 * Goes through all choices by time, in turn where they are due at once. The endings come together at the very end, as the
 * real API sends them.
 */
export function* stepsOf(plan: Plan): Iterable<Step> {
  const [only] = plan.choices;
  if (only && plan.choices.length === 1) {
    for (const { at, value } of only.deltas) yield { kind: "delta", index: 0, at, delta: value };
  } else {
    for (const step of mergedByTime(plan.choices.map((choice) => choice.deltas))) {
      yield { kind: "delta", index: step.index, at: step.at, delta: step.value };
    }
  }
  const at = Math.max(...plan.choices.map((choice) => choice.end.at));
  for (const [index, choice] of plan.choices.entries()) {
    yield { kind: "end", index, at, end: choice.end.value };
  }
}

interface Head<T> {
  readonly index: number;
  readonly next: Timed<T>;
  readonly rest: Iterator<Timed<T>>;
  /** How many came before. */
  readonly given: number;
}

/** Goes through all tracks by time; what is due at once goes to the track that has given least, then in their order. */
export function* mergedByTime<T>(
  tracks: readonly Iterable<Timed<T>>[],
): Iterable<Timed<T> & { readonly index: number }> {
  const heads = new BinaryHeap<Head<T>>((a, b) =>
    a.next.at - b.next.at || a.given - b.given || a.index - b.index
  );
  const push = (index: number, rest: Iterator<Timed<T>>, given: number) => {
    const next = rest.next();
    if (!next.done) heads.push({ index, next: next.value, rest, given });
  };
  for (const [index, track] of tracks.entries()) push(index, track[Symbol.iterator](), 0);
  for (let head = heads.pop(); head; head = heads.pop()) {
    const { index, next, rest, given } = head;
    yield { ...next, index };
    push(index, rest, given + 1);
  }
}

/** The same plan, ended at `at` ms: what was due by then has been said, nothing more will be. */
export function endedAt(plan: Plan, at: number): Plan {
  const choices = plan.choices.map((choice): Choice => {
    if (choice.end.at <= at) return choice;
    const deltas = [...choice.deltas].filter((delta) => delta.at <= at);
    const end = { at: Math.max(0, at), value: { reason: "stop", byHand: true } } as const;
    return { deltas, end, unended: choice };
  });
  const said = choices.flatMap((choice) => [...choice.deltas].map((delta) => delta.value));
  const sum = (deltas: readonly Delta[]) => deltas.reduce((n, delta) => n + tokensOf(delta), 0);
  return {
    ...plan,
    choices,
    usage: {
      promptTokens: plan.usage.promptTokens,
      completionTokens: sum(said),
      reasoningTokens: sum(said.filter((delta) => delta.kind === "reasoning")),
    },
  };
}

/** The text of one kind that a choice says, joined. */
export function textOf(choice: Choice, kind: "text" | "reasoning" | "refusal"): string {
  let text = "";
  for (const { value } of choice.deltas) if (value.kind === kind) text += value.piece.text;
  return text;
}

/** The calls that a choice makes, each with its whole arguments. */
export function callsOf(
  choice: Choice,
): readonly { readonly call: ToolCall; readonly arguments: string }[] {
  const calls: { call: ToolCall; arguments: string }[] = [];
  for (const { value } of choice.deltas) {
    if (value.kind === "call") calls.push({ call: value.call, arguments: "" });
    const last = calls.at(-1);
    if (value.kind === "arguments" && last) last.arguments += value.piece.text;
  }
  return calls;
}
