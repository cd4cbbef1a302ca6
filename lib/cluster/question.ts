/** What replicas ask each other; each question and each answer is one plain object, checked where it enters. */

import { z } from "zod";
import { isRecord } from "../is_record.ts";
import type { RequestDetail, RequestSummary } from "../ledger/told_request.ts";
import type { EventsPage } from "../ledger/events_page.ts";
import type { Evidence } from "../ledger/evidence.ts";
import type { Acted, StreamState } from "../stream/open_streams.ts";
import { streamAction } from "../stream/stream_action_body.ts";

/** One of them. */
export interface Question<Asked, Told> {
  readonly name: string;
  readonly asked: z.ZodType<Asked>;
  readonly told: z.ZodType<Told>;
}

function question<Asked, Told>(
  name: string,
  asked: z.ZodType<Asked>,
  told: z.ZodType<Told>,
): Question<Asked, Told> {
  return { name, asked, told };
}

/** What another replica has written down itself: it is told on as it is, but for what it is put in order by. */
const written = <T extends object>(orderedBy?: keyof T & string, type?: "string" | "number") =>
  z.custom<T>((value) =>
    isRecord(value) && (orderedBy === undefined || typeof value[orderedBy] === type)
  );

const session = z.object({ session: z.string().optional() });
const nothing = z.object({});
const count = z.number();

/** The requests that a filter lets through, the newest first. */
export const LIST_REQUESTS = question(
  "list_requests",
  z.object({
    model: z.string(),
    outcome: z.string(),
    status: z.number(),
    path: z.string(),
    session: z.string(),
  }).exactPartial().extend({ limit: z.number() }),
  z.array(written<RequestSummary>("started_at", "string")),
);

/** One request, once it has ended or `waitMs` have gone by. */
export const FIND_REQUEST = question(
  "find_request",
  z.object({ id: z.string(), waitMs: z.number(), waiter: z.string().optional() }),
  written<RequestDetail>().optional(),
);

/** Some of the events of its answer. */
export const READ_EVENTS = question(
  "read_events",
  z.object({ id: z.string(), from: z.number(), limit: z.number() }),
  written<EventsPage>().optional(),
);

/** Whoever waits for a request's end has gone. */
export const STOP_WAITING = question("stop_waiting", z.object({ waiter: z.string() }), nothing);

/** Forgets requests. */
export const CLEAR_REQUESTS = question("clear_requests", session, count);

/** What a verdict goes by. */
export const LIST_EVIDENCE = question(
  "list_evidence",
  z.object({ session: z.string().optional(), ids: z.array(z.string()).optional() }),
  z.array(written<Evidence>("startedUnixMs", "number")),
);

/** The streams under way. */
export const LIST_STREAMS = question("list_streams", session, z.array(written<StreamState>()));

/** Breaks off a session's streams. */
export const DROP_STREAMS = question("drop_streams", z.object({ session: z.string() }), count);

/** Acts on a stream. */
export const ACT_ON_STREAM = question(
  "act_on_stream",
  z.object({ id: z.string(), action: streamAction }),
  written<Acted>().optional(),
);

/** Somebody looks on: tell all what happens. */
export const LOOK_ON = question("look_on", nothing, nothing);

/** What all have agreed on has changed; an answer may say why it is not in force there. */
export const TAKE_UP = question(
  "take_up",
  z.object({ what: z.string() }),
  z.object({ refused: z.string().optional() }),
);
