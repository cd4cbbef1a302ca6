/** How a client treated its streams: whether it stopped them, closed them, read them, and asked for them once. */

import type { Evidence } from "../ledger/evidence.ts";
import { type Attempts, endOf, isAnswered, isOverBefore, lastBefore } from "./attempts.ts";
import type { Finding } from "./finding.ts";
import type { Thresholds } from "./thresholds.ts";

/** What is wrong with one request's stream, at the moment `unixMs`. */
export function judgeStream(
  request: Evidence,
  unixMs: number,
  thresholds: Thresholds,
): readonly Finding[] {
  if (request.delivery === "at_once") return [];
  return [
    ...afterStop(request, thresholds),
    ...leftOpen(request, unixMs, thresholds),
    ...stoppedReading(request, thresholds),
  ];
}

/** The action by which a test says that its client was told to stop. */
const STOP = "mark stop";

function afterStop(request: Evidence, { tokens_after_stop }: Thresholds): readonly Finding[] {
  const stop = request.actions.find(({ action }) => action === STOP);
  if (!stop) return [];
  const tokens = request.tokens - stop.at_token;
  if (tokens <= tokens_after_stop) return [];
  return [{
    kind: "tokens_after_stop",
    requests: [request.id],
    text: `${tokens} tokens left after the client was stopped at token ${stop.at_token}.`,
    evidence: { at_token: stop.at_token, at_ms: stop.at_ms, tokens },
  }];
}

/** One that we keep open, since what comes is not due yet, is not left open by whoever waits for it. */
function leftOpen(
  request: Evidence,
  unixMs: number,
  { left_open_ms }: Thresholds,
): readonly Finding[] {
  const { outcome, actions, endedMs, reader, startedUnixMs, id } = request;
  const untilMs = endedMs ?? unixMs - startedUnixMs;
  const stop = actions.find(({ action }) => action === STOP);
  const sinceStop = stop ? untilMs - stop.at_ms : 0;
  if (sinceStop > left_open_ms) {
    return [{
      kind: "left_open",
      requests: [id],
      text: `The stream was open for ${Math.round(sinceStop)} ms after its client was stopped.`,
      evidence: { stopped_at_ms: stop?.at_ms ?? null, open_ms: sinceStop, outcome },
    }];
  }
  if (!reader || isAnswered(request)) return [];
  const idleMs = Math.min(reader.unreadMs, reader.overdueMs);
  if (idleMs <= left_open_ms) return [];
  return [{
    kind: "left_open",
    requests: [id],
    text: `The stream was neither read to its end nor closed for ${
      Math.round(idleMs)
    } ms after its last event was due.`,
    evidence: { unread_ms: reader.unreadMs, overdue_ms: reader.overdueMs, outcome },
  }];
}

function stoppedReading(request: Evidence, { stopped_reading_ms }: Thresholds): readonly Finding[] {
  const { reader, tokens, plannedTokens, longestWaitMs, id } = request;
  const isTokenWaiting = plannedTokens !== null && tokens < plannedTokens;
  const waitedMs = Math.max(longestWaitMs, isTokenWaiting ? reader?.unreadMs ?? 0 : 0);
  if (waitedMs <= stopped_reading_ms) return [];
  return [{
    kind: "stopped_reading",
    requests: [id],
    text: `Tokens waited ${Math.round(waitedMs)} ms to be read while the client was connected.`,
    evidence: { waited_ms: waitedMs, tokens },
  }];
}

/** The same, though it had been answered whole before. */
export function judgeRepeats(attempts: Attempts): readonly Finding[] {
  return attempts.flatMap((next, i): readonly Finding[] => {
    const first = lastBefore(attempts, i, (before) => isAnsweredBefore(before, next));
    if (!first) return [];
    return [{
      kind: "asked_again",
      requests: [first.id, next.id],
      text: "The same was asked again, though it had been answered whole.",
      evidence: { status: first.status, tokens: first.tokens },
    }];
  });
}

function isAnsweredBefore(before: Evidence, next: Evidence): boolean {
  return isAnswered(before) && isOverBefore(before, next);
}

/** The most streams that were open at once. */
export function streamsAtOnce(requests: readonly Evidence[]): number {
  const streams = requests.filter(({ delivery }) => delivery === "stream");
  const changes = streams.flatMap((stream) => [
    { at: stream.startedUnixMs, by: 1 },
    { at: endOf(stream), by: -1 },
  ]).sort((a, b) => a.at - b.at || a.by - b.by);
  let open = 0;
  let most = 0;
  for (const { by } of changes) {
    open += by;
    most = Math.max(most, open);
  }
  return most;
}
