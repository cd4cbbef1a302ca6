/** A plan as plain data of some twenty bytes a token, which can pass between threads and be kept. */

import type { Piece } from "../tokens/tokenizer.ts";
import type { Choice, Delta, Ending, Plan, Timed } from "./plan.ts";

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
  readonly choices: readonly {
    readonly runs: readonly Run[];
    readonly end: Timed<Ending>;
  }[];
}

/** Packs a plan. */
export function compactPlan(plan: Plan): CompactPlan {
  const choices = plan.choices.map(({ deltas, end }) => {
    const runs: Timed<Delta>[][] = [];
    for (const timed of deltas) {
      const last = runs.at(-1);
      if (last?.[0] && isAlike(last[0].value, timed.value)) last.push(timed);
      else runs.push([timed]);
    }
    return { runs: runs.flatMap(packed), end };
  });
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

function isAlike(one: Delta, other: Delta): boolean {
  if (one.kind !== other.kind || !("piece" in one)) return false;
  const call = "call" in one ? one.call : undefined;
  return call === ("call" in other ? other.call : undefined);
}

function packed(run: readonly Timed<Delta>[]): readonly Run[] {
  const [first] = run;
  if (!first) return [];
  const pieces = run.map(({ value }): Piece =>
    "piece" in value ? value.piece : { text: "", tokens: value.tokens }
  );
  let end = 0;
  return [{
    first: first.value,
    text: pieces.map(({ text }) => text).join(""),
    ends: Uint32Array.from(pieces, ({ text }) => end += text.length),
    ats: Float64Array.from(run, ({ at }) => at),
    tokens: Uint32Array.from(pieces, ({ tokens }) => tokens),
    byteLengths: new Map(
      pieces.flatMap(({ byteLengths }, i) => byteLengths ? [[i, byteLengths] as const] : []),
    ),
  }];
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
