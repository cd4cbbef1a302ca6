/** A plan's deltas in the order in which they leave. */

import { BinaryHeap } from "@std/data-structures/binary-heap";
import {
  type Choice,
  type Delta,
  endedEarly,
  type Ending,
  type Plan,
  type Timed,
  tokensOf,
} from "./plan.ts";

/** A choice says something. */
export interface DeltaStep {
  /** The choice, from 0. */
  readonly index: number;
  /** Milliseconds after the request arrived. */
  readonly at: number;
  readonly delta: Delta;
  /** What the same choice says after it; absent behind its last delta. */
  readonly next?: Delta;
}

/** A choice ends. */
export interface EndStep {
  /** The choice, from 0. */
  readonly index: number;
  /** Milliseconds after the request arrived. */
  readonly at: number;
  readonly end: Ending;
}

/** Goes through the deltas of all choices by time, in turn where they are due at once. */
export function deltaSteps(plan: Plan): Iterable<DeltaStep> {
  const [only] = plan.choices;
  return only && plan.choices.length === 1
    ? stepsOfOne(only.deltas)
    : mergedSteps(plan.choices.map((choice) => choice.deltas));
}

function* stepsOfOne(deltas: Iterable<Timed<Delta>>): Iterable<DeltaStep> {
  let held: Timed<Delta> | undefined;
  for (const timed of deltas) {
    if (held) yield { index: 0, at: held.at, delta: held.value, next: timed.value };
    held = timed;
  }
  if (held) yield { index: 0, at: held.at, delta: held.value };
}

/** A choice on its way: its upcoming delta, and what is behind that. */
interface Track {
  readonly index: number;
  readonly upcoming: Timed<Delta>;
  readonly rest: Iterator<Timed<Delta>>;
  /** How many deltas it has given already. */
  readonly given: number;
}

/** What is due at once goes to the choice that has given least, then in their order. */
function* mergedSteps(choices: readonly Iterable<Timed<Delta>>[]): Iterable<DeltaStep> {
  const tracks = new BinaryHeap<Track>((a, b) =>
    a.upcoming.at - b.upcoming.at || a.given - b.given || a.index - b.index
  );
  for (const [index, deltas] of choices.entries()) {
    const rest = deltas[Symbol.iterator]();
    const first = rest.next();
    if (!first.done) tracks.push({ index, upcoming: first.value, rest, given: 0 });
  }
  for (let track = tracks.pop(); track; track = tracks.pop()) {
    const { index, upcoming: { at, value: delta }, rest, given } = track;
    const next = rest.next();
    if (next.done) {
      yield { index, at, delta };
      continue;
    }
    yield { index, at, delta, next: next.value.value };
    tracks.push({ index, upcoming: next.value, rest, given: given + 1 });
  }
}

/** When the whole plan ends: all choices end together, as the real API sends it. Milliseconds after the request. */
export function endsAt(plan: Plan): number {
  return Math.max(...plan.choices.map((choice) => choice.end.at));
}

/** How all choices end that are let speak to their ends. */
export function endSteps(plan: Plan): readonly EndStep[] {
  const at = endsAt(plan);
  return plan.choices.map((choice, index) => ({ index, at, end: choice.end.value }));
}

/** What a plan has said by `atMs`, as a plan of its own that ends there. */
export function planUntil(plan: Plan, atMs: number): Plan {
  const choices = plan.choices.map((choice): Choice => {
    if (choice.end.at <= atMs) return choice;
    const deltas: Timed<Delta>[] = [];
    for (const timed of choice.deltas) {
      if (timed.at > atMs) break;
      deltas.push(timed);
    }
    return { deltas, end: { at: Math.max(0, atMs), value: endedEarly(choice.end) } };
  });
  const said = choices.flatMap(({ deltas }) => [...deltas].map(({ value }) => value));
  const tokens = (deltas: readonly Delta[]) => deltas.reduce((n, delta) => n + tokensOf(delta), 0);
  const usage = {
    ...plan.usage,
    completionTokens: tokens(said),
    reasoningTokens: tokens(said.filter(({ kind }) => kind === "reasoning")),
  };
  return { ...plan, choices, usage };
}
