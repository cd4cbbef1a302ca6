/** `GET /v1/responses/{id}?stream=true`: a response's events from any number on, at their times, as often as one likes. */

import type { Answer as Answered } from "../../../lib/http/answer.ts";
import { z } from "zod";
import { checkQuery } from "../check_query.ts";
import type { Settings } from "../../../lib/config/settings.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import type { Answer } from "../../../lib/dialect/dialect.ts";
import { shaped } from "../../../lib/dialect/shapes.ts";
import { errorByName } from "../../../lib/http/error_words.ts";
import type { Exchange } from "../../../lib/http/exchange.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import type { Frame } from "../../../lib/stream/frame.ts";
import { framesEndedAfter, framesOf } from "../../../lib/stream/frames.ts";
import { CONTENT_TYPES, framed } from "../../../lib/stream/framing.ts";
import { CLEAR, clearSky, type Hazard, type Voice } from "../../../lib/stream/hazard.ts";
import { byHand, type Known } from "../../../lib/stream/hazards/by_hand.ts";
import { networkOf } from "../../../lib/stream/network/network.ts";
import { written } from "../../../lib/stream/network/writes.ts";
import { type FrameSource, inHand } from "../../../lib/stream/weathered.ts";
import type { StreamWriter } from "../../../lib/stream/writer.ts";
import { afterEvent, chained, skipped } from "./events_after.ts";
import type { ResponsesBody } from "./body.ts";
import type { KeptResponse } from "./kept.ts";
import { responseId } from "./ids.ts";
import { responses } from "./responses.ts";
import { answerOf, cutAt, paceNow } from "./retell.ts";

const resumeQuery = z.looseObject({
  stream: z.enum(["true", "false"]).optional(),
  starting_after: z.int().min(0).optional(),
  include_obfuscation: z.enum(["true", "false"]).optional(),
});

/** Where a reader comes back. */
export interface Resume {
  /** The number of the last event that it has; -1 for none. */
  readonly after: number;
  /** `false` takes the padding off. */
  readonly obfuscated: boolean;
}

/** Reads what a query asks for; nothing where it does not ask for a stream. */
export function resumeOf(url: URL): Resume | undefined {
  const { stream, starting_after: after = -1, include_obfuscation } = checkQuery(resumeQuery, url);
  return stream === "true" ? { after, obfuscated: include_obfuscation !== "false" } : undefined;
}

/** Streams what is left. What has been said leaves at once, the rest when it is due. */
export async function resumed(
  kept: KeptResponse,
  { after, obfuscated }: Resume,
  deps: Deps,
  exchange: Exchange,
): Promise<Answered> {
  const { clock, streams } = deps;
  const answer = withPadding(await answerOf(kept, deps), obfuscated);
  const { plan, settings } = answer;
  const id = responseId(answer);
  const { frames, anew } = saidAgain(kept, answer);
  const { passed, first } = await skipped(frames, after, deps.turns);
  const source: FrameSource = {
    frames() {
      const { frames, ...voice } = saidAgain(kept, answer);
      return { frames: framed("sse", afterEvent(frames, after)), ...voice };
    },
    endedAfter: (sent) =>
      framed("sse", afterEvent(framesEndedAfter(passed + sent, plan, anew()), after)),
  };
  const layout = layoutOf(settings);
  const { positionMs, rate } = paceNow(kept, plan, deps);
  exchange.observer.planned(plan, id, "stream");
  const title = {
    id: exchange.id,
    completionId: id,
    model: plan.model,
    session: exchange.session,
    plannedTokens: plan.usage.completionTokens,
    follows: kept.requestId,
  };
  const job = {
    ...inHand(
      source,
      { ...CLEAR, layout },
      (fault) => byHand(fault, knownOf(plan.model, exchange.id)),
    ),
    // Of these the first have been gone through already.
    frames: layout(framed("sse", chained(first, afterEvent(frames, after)))),
    clock,
    start: clock.now() - positionMs / rate,
    speed: rate,
  };
  const { body } = streams.start(title, job, exchange.observer);
  // Whoever resumes the response resumes this, too.
  const { place } = kept;
  if (place?.rate === 0 && !place.isEnded) streams.act(exchange.id, { action: "pause" });
  const headers = { "content-type": CONTENT_TYPES.sse };
  return { headers, body: written(body, settings, plan.seed) };
}

function withPadding(
  answer: Answer<ResponsesBody>,
  obfuscated: boolean,
): Answer<ResponsesBody> {
  if (obfuscated) return answer;
  return { ...answer, body: { ...answer.body, stream_options: { include_obfuscation: false } } };
}

/** A response from its beginning, and the words in which it is told: those of the first time, or its events had other numbers. */
function saidAgain(
  kept: KeptResponse,
  answer: Answer<ResponsesBody>,
): Voice & { readonly frames: Generator<Frame> } {
  const { dialect } = shaped(responses, answer.settings, true);
  const anew = () => dialect.writer(answer);
  const writer = anew();
  return { writer, anew, frames: saidFrames(kept, answer.plan, writer, anew) };
}

/** How the bytes are laid out. What has been said leaves at once, so that there was no silence for a heartbeat. */
function layoutOf({ keep_alive: _, keep_alive_ms: __, ...settings }: Settings): Hazard {
  return networkOf(settings, "sse") ?? clearSky;
}

/** What has to be known for something to go wrong by hand. */
function knownOf(model: string, requestId: string): Known {
  const { provider } = responses;
  return {
    framing: "sse",
    error: (name) => errorByName(provider, name, model),
    envelope: (error) => provider.envelope(error, requestId),
  };
}

/** All that is said, in the words of `writer`; `anew` makes another. What a hand ended has an end of its own. */
function* saidFrames(
  kept: KeptResponse,
  plan: Plan,
  writer: StreamWriter,
  anew: () => StreamWriter,
): Generator<Frame> {
  const cut = cutAt(kept);
  let said = 0;
  for (const frame of framesOf(plan, writer)) {
    if (frame.at > cut) continue;
    said++;
    yield frame;
  }
  if (kept.place?.isEnded) yield* framesEndedAfter(said, plan, anew());
}
