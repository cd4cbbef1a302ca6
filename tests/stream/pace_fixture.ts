/** Small plans and a rendering of them that a test can read at a glance: `one|two|<stop 2>`. */

import { FakeClock } from "../../lib/clock/fake_clock.ts";
import type { StreamEnd } from "../../lib/ledger/observer.ts";
import type { Plan } from "../../lib/plan/plan.ts";
import { framesEndedAfter, framesOf } from "../../lib/stream/frames.ts";
import { pace } from "../../lib/stream/pace.ts";
import type { StreamJob } from "../../lib/stream/stream_job.ts";
import type { StreamWriter } from "../../lib/stream/writer.ts";

/** A plan of choices, each given as its texts with their times; one token each, ended with the last. */
export function planOf(...choices: readonly (readonly (readonly [at: number, text: string])[])[]) {
  const plan: Plan = {
    id: "",
    model: "m",
    created: 0,
    seed: 0,
    truncated: false,
    choices: choices.map((texts) => ({
      deltas: texts.map(([at, text]) => ({
        at,
        value: { kind: "text", piece: { text, tokens: 1 } },
      })),
      end: { at: texts.at(-1)?.[0] ?? 0, value: { reason: "stop" } },
    })),
    usage: { promptTokens: 0, completionTokens: choices.flat().length, reasoningTokens: 0 },
  };
  return plan;
}

/** `count` tokens named 1, 2, 3, ..., one each `everyMs`. */
export function evenly(count: number, everyMs: number): Plan {
  return planOf(Array.from({ length: count }, (_, i) => [(i + 1) * everyMs, `${i + 1}`] as const));
}

/** Writes `one|two|<stop 2>`. */
export function plainWriter(): StreamWriter {
  return {
    delta: ({ delta }) => [`${textOf(delta)}|`],
    end: (ends, usage) => ends.map(({ end }) => `<${end.reason} ${usage.completionTokens}>`),
  };
}

/** A plan as frames in those words. */
export function rendered(plan: Plan): Pick<StreamJob, "frames" | "endedAfter"> {
  return {
    frames: framesOf(plan, plainWriter()),
    endedAfter: (sent) => framesEndedAfter(sent, plan, plainWriter()),
  };
}

function textOf(delta: { readonly kind: string; readonly piece?: { readonly text: string } }) {
  return delta.piece?.text ?? delta.kind;
}

/** Paces a plan on a fake clock and writes down what its observer sees. */
export function perform(plan: Plan, { clock = new FakeClock(), speed = 1 } = {}) {
  const sent: [tokens: number, dueMs: number, leftMs: number][] = [];
  const ends: StreamEnd[] = [];
  const start = clock.now();
  const { body, controls } = pace({
    ...rendered(plan),
    clock,
    start,
    speed,
    observer: {
      sent: (tokens, dueMs, leftMs) => void sent.push([tokens, dueMs, leftMs]),
      ended: (how) => void ends.push(how),
    },
  });
  return { clock, body, controls, sent, ends };
}

const decoder = new TextDecoder();

/** Reads all the time: what arrived, and when. */
export function readAll(body: ReadableStream<Uint8Array>, clock: FakeClock) {
  const arrived: [at: number, text: string][] = [];
  const done = (async () => {
    for await (const bytes of body) arrived.push([clock.now(), decoder.decode(bytes)]);
  })();
  return { arrived, done };
}

/** One read, as text; `undefined` at the end. */
export async function readOne(reader: ReadableStreamDefaultReader<Uint8Array>) {
  const { value } = await reader.read();
  return value && decoder.decode(value);
}
