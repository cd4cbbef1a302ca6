/** Calls that are made at the same time: what they are given comes in turns. */

import type { Delta, Plan, Timed } from "./plan.ts";

/** A plan whose calls, where a choice makes several, begin one after another and then go on in turns. Times stay as they are. */
export function interleaveCalls(plan: Plan): Plan {
  const choices = plan.choices.map(({ deltas, end }) => ({
    deltas: { [Symbol.iterator]: () => interleaved(deltas) },
    end,
  }));
  return { ...plan, choices };
}

function* interleaved(deltas: Iterable<Timed<Delta>>): Generator<Timed<Delta>> {
  const times: number[] = [];
  const calls = new Map<string, Delta[]>();
  for (const timed of deltas) {
    const { at, value } = timed;
    if (value.kind !== "call" && value.kind !== "arguments") {
      yield timed;
      continue;
    }
    times.push(at);
    const own = calls.get(value.call.id) ?? [];
    own.push(value);
    calls.set(value.call.id, own);
  }
  let told = 0;
  for (let turn = 0; told < times.length; turn++) {
    for (const own of calls.values()) {
      const value = own[turn];
      if (value) yield { at: times[told++] ?? 0, value };
    }
  }
}
