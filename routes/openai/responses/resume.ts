/** `GET /v1/responses/{id}?stream=true`: a response's events from any number on, at their times, as often as one likes. */

import { z } from "zod";
import { badRequest } from "../../../lib/api_error.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import { shaped } from "../../../lib/dialect/shapes.ts";
import { errorByName } from "../../../lib/http/error_words.ts";
import type { Exchange } from "../../../lib/http/exchange.ts";
import type { Plan } from "../../../lib/plan/plan.ts";
import type { Frame } from "../../../lib/stream/frame.ts";
import { endsAt } from "../../../lib/plan/steps.ts";
import { framesEndedAfter, framesOf } from "../../../lib/stream/frames.ts";
import { CONTENT_TYPES, framed } from "../../../lib/stream/framing.ts";
import { CLEAR, clearSky } from "../../../lib/stream/hazard.ts";
import { byHand, type Known } from "../../../lib/stream/hazards/by_hand.ts";
import { networkOf } from "../../../lib/stream/network/network.ts";
import { written } from "../../../lib/stream/network/writes.ts";
import { type FrameSource, inHand } from "../../../lib/stream/weathered.ts";
import type { StreamWriter } from "../../../lib/stream/writer.ts";
import { afterEvent, chained, skipped } from "./events_after.ts";
import { answerOf, hasEnded, type KeptResponse, positionAt } from "./kept.ts";
import { responseId } from "./ids.ts";
import { responses } from "./responses.ts";

const resumeQuery = z.looseObject({
  stream: z.enum(["true", "false"]).optional(),
  starting_after: z.coerce.number().int().min(0).optional(),
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
export function resumeOf({ searchParams }: URL): Resume | undefined {
  const { data, error } = resumeQuery.safeParse(Object.fromEntries(searchParams));
  if (!data) {
    const [issue] = error.issues;
    throw badRequest(
      `Cannot read the query: ${issue?.path.join(".")}: ${issue?.message}.`,
      String(issue?.path[0]),
    );
  }
  const { stream, starting_after: after = -1, include_obfuscation } = data;
  return stream === "true" ? { after, obfuscated: include_obfuscation !== "false" } : undefined;
}

/** Streams what is left. What has been said leaves at once, the rest when it is due. */
export async function resumed(
  kept: KeptResponse,
  { after, obfuscated }: Resume,
  deps: Deps,
  exchange: Exchange,
): Promise<Response> {
  const { clock, streams } = deps;
  const was = await answerOf(kept, deps);
  const answer = obfuscated ? was : {
    ...was,
    body: { ...was.body, stream_options: { include_obfuscation: false } },
  };
  const { plan, settings } = answer;
  // In the words in which it was told, or the numbers of its events would be others.
  const { writer } = shaped(responses, settings, true).dialect;
  const id = responseId(answer);
  const title = {
    id: exchange.id,
    completionId: id,
    model: plan.model,
    session: exchange.session,
    plannedTokens: plan.usage.completionTokens,
    follows: kept.requestId,
  };
  const anew = () => writer(answer);
  const made = () => {
    const own = anew();
    return { frames: saidFrames(kept, plan, own, anew), writer: own, anew };
  };
  const { frames } = made();
  const { passed, first } = await skipped(frames, after, deps.turns);
  const endedAfter = (sent: number) =>
    afterEvent(framesEndedAfter(passed + sent, plan, anew()), after);
  const { place } = kept;
  const rate = place && !place.isEnded && place.rate > 0 ? place.rate : settings.speed;
  const position = hasEnded(kept, deps)
    ? Math.min(endsAt(plan), cutAt(kept))
    : Math.max(0, positionAt(kept, clock.unixMs()));
  exchange.observer.planned(plan, id, "stream");
  const source: FrameSource = {
    frames() {
      const { frames, ...voice } = made();
      return { frames: framed("sse", afterEvent(frames, after)), ...voice };
    },
    endedAfter: (sent: number) => framed("sse", endedAfter(sent)),
  };
  // What has been said leaves at once, so that there was no silence for a heartbeat.
  const { keep_alive: _, keep_alive_ms: __, ...busy } = settings;
  const layout = networkOf(busy, "sse") ?? clearSky;
  const { provider } = responses;
  const known: Known = {
    framing: "sse",
    error: (name) => errorByName(provider, name, plan.model),
    envelope: (error) => provider.envelope(error, exchange.id),
  };
  const job = {
    ...inHand(source, { ...CLEAR, layout }, (fault) => byHand(fault, known)),
    // Of these the first have been gone through already.
    frames: layout(framed("sse", chained(first, afterEvent(frames, after)))),
    clock,
    start: clock.now() - position / rate,
    speed: rate,
  };
  const { body } = streams.start(title, job, exchange.observer);
  // Whoever resumes the response resumes this, too.
  if (place?.rate === 0 && !place.isEnded) streams.act(exchange.id, { action: "pause" });
  const response = new Response(body, { headers: { "content-type": CONTENT_TYPES.sse } });
  return written(response, settings, plan.seed);
}

/** Where a response falls silent before its end, on its own time, since a hand ended it or a client cancelled it. */
function cutAt(kept: KeptResponse): number {
  const { place, cancelledUnixMs } = kept;
  if (place?.isEnded) return place.positionMs;
  return cancelledUnixMs === undefined ? Infinity : positionAt(kept, cancelledUnixMs);
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
