/** From a prompt to a plan: what is said, then when, then what it counts. Pure; the same seed gives the same plan. */

import { badRequest } from "../api_error.ts";
import type { Choice, Delta, Plan, Timed, Usage } from "./plan.ts";
import { alphanumeric, randomFor, seededRandom } from "../random.ts";
import type { Work } from "../clock/work.ts";
import { chunkSizes, type NextSize } from "./when/chunk_sizes.ts";
import { drawTiming } from "./when/request_timing.ts";
import { type DueTimes, schedule } from "./when/schedule.ts";
import type { PlanInput } from "./say/plan_input.ts";
import { writeScript } from "./say/script.ts";
import { countTokens, grouped, groupEnds, type Script, type Segment } from "./say/segments.ts";
import { fitInTime, type TimedScript } from "./when/time_limit.ts";

/** What a plan needs beside the input. */
export interface PlanRequest extends Omit<PlanInput, "timing"> {
  /** Seconds since 1970. */
  readonly created: number;
  /** Decides everything that is left to chance. */
  readonly seed: number;
}

/** The most tokens that all choices of a plan hold together; planning that many takes 0.04 s, and 0.1 s where gaps are drawn. */
const MOST_TOKENS = 1_000_000;

/** Plans a whole completion; throws an `ApiError` where the request asks for what there is not. */
export function* planCompletion(request: PlanRequest): Work<Plan> {
  const { prompt, settings, model, created, seed } = request;
  const random = seededRandom(seed);
  const id = alphanumeric(random, 48);
  // Of its own, so that the same seed says the same, however it is timed.
  const chance = randomFor("timing", seed);
  const toRead = request.promptTokens - (request.cached?.readTokens ?? 0);
  const timing = drawTiming(settings, toRead, chance, request.config.traces);
  const input = { ...request, timing };
  const paced = prompt.delivery === "stream" || settings.whole_responses === "paced";
  const nextSize = chunkSizes(settings.tokens_per_chunk, chance);
  let tokens = 0;
  const scripts: TimedScript[] = [];
  while (scripts.length < prompt.choices) {
    const script = yield* writeScript(input, random);
    const own = countTokens(script.segments);
    tokens += own;
    if (tokens > MOST_TOKENS) throw tooMuch(prompt.choices);
    yield own;
    const due = yield* schedule(timing, own, random);
    scripts.push(
      paced && settings.enforce_time_limit
        ? fitInTime(script, due, settings, request.tokenizer)
        : { script, due, truncated: false },
    );
  }
  const choices: Choice[] = [];
  for (const { script, due } of scripts) {
    choices.push(timedChoice(script, due, nextSize));
    yield countTokens(script.segments);
  }
  return {
    id,
    model,
    created,
    seed,
    choices,
    usage: usageOf(scripts.map((one) => one.script), request),
    truncated: scripts.some((one) => one.truncated),
  };
}

function tooMuch(choices: number): Error {
  return badRequest(
    `Cannot plan ${choices} choices of this length: together they are over ${MOST_TOKENS} tokens. ` +
      "Ask for fewer choices, or for shorter ones.",
    "n",
  );
}

/** Gives every delta its time: the one at which its last token is due. */
function timedChoice(script: Script, due: DueTimes, nextSize?: NextSize): Choice {
  const tokens = countTokens(script.segments);
  const segments = script.segments.map((segment): GroupedSegment => ({
    ...segment,
    groups: nextSize ? groupEnds(segment.pieces, nextSize) : undefined,
  }));
  return {
    deltas: { [Symbol.iterator]: () => timedDeltas(segments, due) },
    end: { at: due(Math.max(0, tokens - 1)), value: script.ending },
  };
}

/** A segment, and where its chunks end among its pieces; nothing where each piece leaves alone. */
type GroupedSegment = Segment & { readonly groups: readonly number[] | undefined };

function* timedDeltas(segments: readonly GroupedSegment[], due: DueTimes): Generator<Timed<Delta>> {
  let spoken = 0;
  for (const segment of segments) {
    if (segment.kind === "call") {
      const { call, frameTokens } = segment;
      spoken += frameTokens;
      yield { at: due(spoken - 1), value: { kind: "call", call, tokens: frameTokens } };
    }
    for (const piece of grouped(segment.pieces, segment.groups)) {
      spoken += piece.tokens;
      const value: Delta = segment.kind === "call"
        ? { kind: "arguments", call: segment.call, piece }
        : { kind: segment.kind, piece };
      yield { at: due(spoken - 1), value };
    }
  }
}

function usageOf(
  scripts: readonly Script[],
  { promptTokens, cached }: Pick<PlanRequest, "promptTokens" | "cached">,
): Usage {
  const segments = scripts.flatMap((script) => script.segments);
  return {
    promptTokens,
    completionTokens: countTokens(segments),
    reasoningTokens: countTokens(segments.filter((segment) => segment.kind === "reasoning")),
    ...(cached ? { cached } : {}),
  };
}
