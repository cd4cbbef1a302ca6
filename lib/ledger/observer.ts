/** Who sees what becomes of requests: the ledger, and whoever else is told in the same way. */

import type { KeptAnswer } from "./kept_answer.ts";
import type { SettingsPlaces } from "../config/origins.ts";
import type { Settings } from "../config/settings.ts";
import type { Plan } from "../plan/plan.ts";
import type { Departures } from "./departures.ts";
import type { NearRule } from "./near_rule.ts";

/** How a stream came to its end; `fault` is one that was broken off on purpose. */
export type StreamEnd = "completed" | "ended" | "client_left" | "dropped" | "failed" | "fault";

/** Something that goes wrong on purpose. */
export interface Fault {
  /** The setting that asks for it. */
  readonly kind: string;
  /** Where in the stream, as the setting says it; `null` of what has no place there. */
  readonly place: number | string | null;
  /** Why it has another effect here than elsewhere, or none. */
  readonly note?: string;
}

/** How an answer leaves: as events, whole but after its time, or whole at once. */
export type Delivery = "stream" | "paced" | "at_once";

/** What of a plan is told to observers; embeddings and the like have no choices. */
export type PlannedFigures =
  & Pick<Plan, "model" | "usage" | "truncated">
  & Partial<Pick<Plan, "choices">>;

/** A body that has been read. */
export interface AskedRequest {
  /** The protocol's name: "chat", "responses", "messages", … */
  readonly dialect: string;
  /** Whom it asks, without any query; "" where it names nobody. */
  readonly model: string;
  /** As it came. */
  readonly body?: unknown;
  /** Its text, of which it was read; absent where it came inside of another. */
  readonly text?: string | undefined;
}

/** Sees what leaves of one stream. Must not throw. */
export interface StreamObserver {
  /** Where its bytes are kept, if anywhere; always the same. Who sends them writes them there. */
  keptAnswer?(): KeptAnswer | undefined;
  /** A frame of so many tokens left at `leftMs` that was due at `dueMs`, both in milliseconds after the request, in real time. */
  sent(tokens: number, dueMs: number, leftMs: number): void;
  /** Something goes wrong on purpose, now. */
  faulted?(fault: Fault): void;
  /** Somebody acted on the stream by hand, or it holds itself as it was asked to. */
  acted?(action: string): void;
  /** `reader` says how the reader was then, where somebody was to read. */
  ended(how: StreamEnd, reader?: Reader): void;
}

/** How far a stream's reader is behind, in milliseconds. */
export interface Reader {
  /** How long the oldest of what is due has waited to be read; 0 where the reader waits for it. */
  readonly unreadMs: number;
  /** How long ago the last of the plan was due; below 0 where it is not yet, `-Infinity` while time stands still. */
  readonly overdueMs: number;
}

/** Headers of an answer: a `Headers`, or a `Map` of names in lower case. */
export interface ReadHeaders {
  get(name: string): string | null | undefined;
  forEach(visit: (value: string, name: string) => void): void;
}

/** What an error tells of another try. */
export interface RetryAdvice {
  /** In milliseconds after the answer; absent where no header says so. */
  readonly afterMs?: { readonly soonest: number; readonly latest: number };
  /** What `x-should-retry` says. */
  readonly should?: boolean;
  /** The error's code. */
  readonly code?: string;
}

/** Sees what becomes of one request, about in this order. Must not throw. */
export interface RequestObserver extends Omit<StreamObserver, "sent"> {
  /** Its body's text has this hash. */
  read?(bodyHash: number): void;
  /** Its body has been read; whether it is served is not known yet. */
  asked(what: AskedRequest): void;
  /** Its settings are known: what holds for it from all places together, and what each place says. */
  settled?(settings: Settings, places: SettingsPlaces): void;
  /** A rule of this name decides the answer; and what of it no service would say to this request. */
  ruled?(rule: string, misfits: readonly string[]): void;
  /** Rules were asked; `near` tells which came near, and keeps about so many bytes for that beside the body. */
  weighed?(near: () => readonly NearRule[], bytes: number): void;
  /** Rules of these names laid settings over its own and went on to the next. */
  bent?(rules: readonly string[]): void;
  /** The real service would have refused what is served here, or something of the request has no effect. */
  warned?(warning: string): void;
  /** It waited for so many milliseconds until its answer was begun. */
  queued?(ms: number): void;
  planned(answer: PlannedFigures, completionId: string | null, delivery: Delivery): void;
  /** Its stream begins. What leaves of it stands here, written once for all who look on, who read it when they need it. */
  began?(departures: Departures): void;
  /** All of an answer that leaves at once; told before the head is. */
  wrote?(text: string): void;
  /** The response's head is ready; `error` says what went wrong, where something did. */
  answered(status: number, error?: string, advice?: RetryAdvice, headers?: ReadHeaders): void;
  acted(action: string): void;
}

/** Sees requests come. */
export interface Observer {
  /** Nothing where it does not care for this one, which then costs nothing. */
  opened(request: OpenedRequest): RequestObserver | undefined;
}

/** A request that has come. */
export interface OpenedRequest {
  /** The answer's `x-request-id`. */
  readonly id: string;
  readonly method: string;
  /** Without what names the session. */
  readonly path: string;
  /** As it came: with what names the session, and with the query. */
  readonly url?: string;
  /** Whose service it asks: "openai", "anthropic", … */
  readonly provider?: string;
  /** The session that it names; absent where it names none. */
  readonly session?: string;
  /** As they came. */
  readonly headers?: Headers;
}

/** Several observers as one. One alone costs nothing more. */
export function allOf(observers: readonly Observer[]): Observer {
  const [only] = observers;
  if (only && observers.length === 1) return only;
  return {
    opened(request) {
      const all = observers.flatMap((observer) => observer.opened(request) ?? []);
      if (all.length < 2) return all[0];
      return {
        read: (bodyHash) => all.forEach((one) => one.read?.(bodyHash)),
        asked: (what) => all.forEach((one) => one.asked(what)),
        settled: (...known) => all.forEach((one) => one.settled?.(...known)),
        ruled: (...rule) => all.forEach((one) => one.ruled?.(...rule)),
        weighed: (...how) => all.forEach((one) => one.weighed?.(...how)),
        bent: (rules) => all.forEach((one) => one.bent?.(rules)),
        warned: (warning) => all.forEach((one) => one.warned?.(warning)),
        queued: (ms) => all.forEach((one) => one.queued?.(ms)),
        planned: (...figures) => all.forEach((one) => one.planned(...figures)),
        began: (departures) => all.forEach((one) => one.began?.(departures)),
        wrote: (text) => all.forEach((one) => one.wrote?.(text)),
        // One observer that keeps what was written is enough.
        keptAnswer: () => all.find((one) => one.keptAnswer)?.keptAnswer?.(),
        answered: (...how) => all.forEach((one) => one.answered(...how)),
        faulted: (fault) => all.forEach((one) => one.faulted?.(fault)),
        acted: (action) => all.forEach((one) => one.acted(action)),
        ended: (...how) => all.forEach((one) => one.ended(...how)),
      };
    },
  };
}
