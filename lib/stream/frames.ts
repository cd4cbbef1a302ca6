/** From a plan to frames: gives what a writer says its times, counts the tokens that it carries, and ends it by hand. */

import { endedEarly, type Plan, tokensOf, type Usage } from "../plan/plan.ts";
import { deltaSteps, endsAt, type EndStep, endSteps } from "../plan/steps.ts";
import type { DataFrame, FramePart } from "./frame.ts";
import type { StreamWriter } from "./writer.ts";

/** All frames of a plan, made as they are asked for. The last of a step carries its tokens and those of unseen steps before it. */
export function* framesOf(plan: Plan, writer: StreamWriter): Iterable<DataFrame> {
  yield* framesAt("begin", 0, 0, writer.begin?.() ?? []);
  let unseen = 0;
  for (const step of deltaSteps(plan)) {
    unseen += tokensOf(step.delta);
    const texts = writer.delta(step);
    if (texts.length === 0) continue;
    for (const frame of framesAt(step.delta.kind, step.at, unseen, texts)) yield frame;
    unseen = 0;
  }
  yield* framesAt("end", endsAt(plan), unseen, writer.end(endSteps(plan), plan.usage));
}

/**
 * The frames that are left of a plan that is ended by hand when `sent` of its frames have left: of the step under way its rest, then
 * the end, with the usage of what was said. `writer` must be a new one: it is told again what was said.
 */
export function* framesEndedAfter(
  sent: number,
  plan: Plan,
  writer: StreamWriter,
): Iterable<DataFrame> {
  let told = 0;
  let said = { ...plan.usage, completionTokens: 0, reasoningTokens: 0 };
  let at = -1;
  const rest = function* (
    part: FramePart,
    at: number,
    texts: readonly string[],
  ): Iterable<DataFrame> {
    for (const frame of framesAt(part, at, 0, texts)) if (told++ >= sent) yield frame;
  };
  yield* rest("begin", 0, writer.begin?.() ?? []);
  for (const step of deltaSteps(plan)) {
    if (told >= sent) break;
    at = step.at;
    said = withDelta(said, step.delta);
    yield* rest(step.delta.kind, at, writer.delta(step));
  }
  yield* framesAt("end", Math.max(0, at), 0, writer.end(endsByHand(plan, at), said));
}

function withDelta(usage: Usage, delta: Parameters<typeof tokensOf>[0]): Usage {
  const tokens = tokensOf(delta);
  return {
    ...usage,
    completionTokens: usage.completionTokens + tokens,
    reasoningTokens: usage.reasoningTokens + (delta.kind === "reasoning" ? tokens : 0),
  };
}

/** A choice that had come to its end by then keeps its ending. */
function endsByHand(plan: Plan, at: number): readonly EndStep[] {
  return plan.choices.map((choice, index) => ({
    index,
    at: Math.max(0, at),
    end: choice.end.at <= at ? choice.end.value : endedEarly(choice.end),
  }));
}

function framesAt(
  part: FramePart,
  at: number,
  tokens: number,
  texts: readonly string[],
): readonly DataFrame[] {
  const last = texts.length - 1;
  return texts.map((data, i) => ({
    kind: "data",
    at,
    tokens: i === last ? tokens : 0,
    data,
    part,
  }));
}
