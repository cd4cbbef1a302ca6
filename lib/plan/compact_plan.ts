/** A plan as plain data of some twenty bytes a token, which can pass between threads and be kept. */

import { type Turns, workBetweenTurns } from "../clock/turns.ts";
import type { Piece } from "../tokens/tokenizer.ts";
import {
  type Choice,
  type Delta,
  endedEarly,
  type Ending,
  type Plan,
  type Timed,
  tokensOf,
} from "./plan.ts";

/** Deltas that follow each other and differ in their pieces alone. */
interface Run {
  readonly first: Delta;
  /** All their texts. */
  readonly text: string;
  /** Where each one's text ends in it. */
  readonly ends: Uint32Array;
  /** When each is due, in milliseconds after the request arrived. */
  readonly ats: Float64Array;
  /** The tokens of each. */
  readonly tokens: Uint32Array;
  /** The lengths of their tokens, of those that have several. */
  readonly byteLengths: ReadonlyMap<number, readonly number[]>;
}

/** What `compactPlan` makes. */
export interface CompactPlan extends Omit<Plan, "choices"> {
  readonly choices: readonly CompactChoice[];
}

interface CompactChoice {
  readonly runs: readonly Run[];
  readonly end: Timed<Ending>;
}

/** How many deltas are packed before it is asked whether the turn is over: 0.5 ms. */
const DELTAS_AT_ONCE = 4096;

/** Packs a plan, letting others have their turn. */
export async function compactPlan(plan: Plan, turns: Turns): Promise<CompactPlan> {
  const isTurnOver = workBetweenTurns(turns, DELTAS_AT_ONCE);
  const choices: CompactChoice[] = [];
  for (const { deltas, end } of plan.choices) {
    const runs: OpenRun[] = [];
    for (const timed of deltas) {
      const last = runs.at(-1);
      if (last && isAlike(last.first, timed.value)) add(last, timed);
      else runs.push(begun(timed));
      if (isTurnOver(1)) await turns.next();
    }
    choices.push({ runs: runs.map(closed), end });
  }
  return { ...plan, choices };
}

/** Unpacks a plan: the same as it was, to the byte and the millisecond. */
export function expandPlan({ choices, ...plan }: CompactPlan): Plan {
  return {
    ...plan,
    choices: choices.map(({ runs, end }): Choice => ({
      deltas: { [Symbol.iterator]: () => unpacked(runs) },
      end,
    })),
  };
}

/**
 * Unpacks a plan with each run as one delta, which is due with its last: all that is needed to tell an answer whole, and a million times
 * shorter. Its pieces do not say how long their tokens are.
 */
export function joinPlan({ choices, ...plan }: CompactPlan): Plan {
  return {
    ...plan,
    choices: choices.map(({ runs, end }): Choice => ({ deltas: runs.map(joined), end })),
  };
}

/** What a plan has said by `atMs`, as a plan of its own that ends there: `planUntil` of a packed one. */
export function cutPlan(plan: CompactPlan, atMs: number): CompactPlan {
  const choices = plan.choices.map((choice): CompactChoice => {
    if (choice.end.at <= atMs) return choice;
    const runs = choice.runs.flatMap((run) => runUntil(run, atMs));
    return { runs, end: { at: Math.max(0, atMs), value: endedEarly(choice.end) } };
  });
  const said = choices.flatMap(({ runs }) => runs);
  const usage = {
    ...plan.usage,
    completionTokens: tokensIn(said),
    reasoningTokens: tokensIn(said.filter(({ first }) => first.kind === "reasoning")),
  };
  return { ...plan, choices, usage };
}

function isAlike(one: Delta, other: Delta): boolean {
  if (one.kind !== other.kind || !("piece" in one)) return false;
  const call = "call" in one ? one.call : undefined;
  return call === ("call" in other ? other.call : undefined);
}

/** A run that grows. */
interface OpenRun {
  readonly first: Delta;
  /** Its text so far, in parts, since to join a million pieces in one go takes long. */
  readonly parts: string[];
  readonly texts: string[];
  readonly ends: number[];
  readonly ats: number[];
  readonly tokens: number[];
  readonly byteLengths: Map<number, readonly number[]>;
}

function begun(timed: Timed<Delta>): OpenRun {
  const run: OpenRun = {
    first: timed.value,
    parts: [],
    texts: [],
    ends: [],
    ats: [],
    tokens: [],
    byteLengths: new Map(),
  };
  add(run, timed);
  return run;
}

function add(run: OpenRun, { at, value }: Timed<Delta>): void {
  const { texts, parts, ends, ats, tokens, byteLengths } = run;
  const piece: Piece | undefined = "piece" in value ? value.piece : undefined;
  const text = piece?.text ?? "";
  if (piece?.byteLengths) byteLengths.set(ats.length, piece.byteLengths);
  ends.push((ends.at(-1) ?? 0) + text.length);
  ats.push(at);
  tokens.push(tokensOf(value));
  if (texts.push(text) < DELTAS_AT_ONCE) return;
  parts.push(texts.join(""));
  texts.length = 0;
}

function closed({ first, parts, texts, ends, ats, tokens, byteLengths }: OpenRun): Run {
  return {
    first,
    text: [...parts, ...texts].join(""),
    ends: new Uint32Array(ends),
    ats: new Float64Array(ats),
    tokens: new Uint32Array(tokens),
    byteLengths,
  };
}

function* unpacked(runs: readonly Run[]): Generator<Timed<Delta>> {
  for (const { first, text, ends, ats, tokens, byteLengths } of runs) {
    for (const [i, at] of ats.entries()) {
      const lengths = byteLengths.get(i);
      const piece: Piece = {
        text: text.slice(ends[i - 1] ?? 0, ends[i]),
        tokens: tokens[i] ?? 1,
        ...(lengths ? { byteLengths: lengths } : {}),
      };
      yield { at, value: "piece" in first ? { ...first, piece } : first };
    }
  }
}

function joined(run: Run): Timed<Delta> {
  const { first, text, ats } = run;
  const value = "piece" in first ? { ...first, piece: { text, tokens: tokensIn([run]) } } : first;
  return { at: ats.at(-1) ?? 0, value };
}

/** What of a run is due by then. Due times never fall, so halve and look. */
function runUntil(run: Run, atMs: number): readonly Run[] {
  const { ats, ends, tokens, text } = run;
  let [low, high] = [0, ats.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ats[middle] ?? Infinity) <= atMs) low = middle + 1;
    else high = middle;
  }
  if (low === 0) return [];
  return [{
    ...run,
    text: text.slice(0, ends[low - 1]),
    ends: ends.subarray(0, low),
    ats: ats.subarray(0, low),
    tokens: tokens.subarray(0, low),
  }];
}

function tokensIn(runs: readonly Run[]): number {
  let sum = 0;
  // By their places: an iterator takes 18 ms for a million.
  for (const { tokens } of runs) for (let i = 0; i < tokens.length; i++) sum += tokens[i] ?? 0;
  return sum;
}
