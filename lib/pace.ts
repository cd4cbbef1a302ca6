/** The only place that waits: sends a plan's frames when they are due, to a reader that may be slow or go away. */

import type { Clock } from "./clock.ts";
import type { Frame } from "./frame.ts";
import { endedAt, type Plan } from "./plan.ts";
import { streamClock } from "./stream_clock.ts";

/** How a stream came to its end. */
export type StreamEnd = "completed" | "ended" | "client_left" | "dropped" | "failed";

/** Sees what leaves, in one place for all protocols. Must not throw. */
export interface PaceObserver {
  /** A frame left at `leftMs` that was due at `dueMs`, both in milliseconds after the request, in real time. */
  sent(frame: Frame, dueMs: number, leftMs: number): void;
  ended(how: StreamEnd): void;
}

/** What is paced, and by what. */
export interface Performance {
  readonly plan: Plan;
  /** Pure: the same plan always gives the same frames. */
  readonly render: (plan: Plan) => Iterable<Frame>;
  readonly clock: Clock;
  /** When the request arrived, on the clock. */
  readonly start: number;
  readonly speed: number;
  readonly observer: PaceObserver;
}

/** A stream under way, held in the hand. Everything here does nothing once it has ended. */
export interface StreamHand {
  readonly paused: boolean;
  readonly speed: number;
  pause(): void;
  resume(): void;
  /** Sends the frames up to and including the next token, paused or not. */
  step(): void;
  setSpeed(speed: number): void;
  /** Says no more, but ends as the protocol wants it, with the usage of what was said. */
  end(): void;
  /** Breaks the connection. */
  drop(): void;
}

/** A response body and the hand that holds it. */
export interface PacedStream {
  readonly body: ReadableStream<Uint8Array<ArrayBuffer>>;
  readonly hand: StreamHand;
}

/** What breaks a connection on purpose: no fault, so nobody prints it. */
export class DroppedError extends Error {
  override readonly name = "DroppedError";
}

/** The most characters that catching up hands to a reader at once; the rest waits for the next read. */
const LARGEST_WRITE = 64 * 1024;

const encoder = new TextEncoder();

/** Starts a stream. A reader that does not read costs nothing: frames are made when they are read. */
export function pace(performance: Performance): PacedStream {
  const { plan, render, clock, start, observer } = performance;
  const time = streamClock(clock, start, performance.speed);
  let frames = render(plan)[Symbol.iterator]();
  let next = frames.next();
  let sent = 0;
  let sentUntil = -1;
  let alarm: { cancel(): void } | undefined;
  let reader: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  let wanted = false;
  let endsAs: StreamEnd = "completed";
  let open = true;

  const finish = (how: StreamEnd) => {
    open = false;
    alarm?.cancel();
    observer.ended(how);
  };

  const fail = (how: StreamEnd, error: unknown) => {
    if (!open) return;
    finish(how);
    reader?.error(error);
  };

  /** Sends what is due by the moment `now`, or sets an alarm for what is due next. */
  const serve = (now: number) => {
    if (!wanted || !open) return;
    alarm?.cancel();
    try {
      const data = take(now);
      if (data !== "") wanted = false;
      const last = next.done;
      if (next.done) finish(endsAs);
      else if (wanted) {
        const moment = time.momentOf(next.value.at);
        alarm = moment === Infinity
          ? undefined
          : clock.wakeAt(moment, () => serve(Math.max(moment, clock.now())));
      }
      // After all else, since a reader that waits for more pulls again within the call.
      if (data !== "") reader?.enqueue(encoder.encode(data));
      if (last) reader?.close();
    } catch (error) {
      fail("failed", error);
    }
  };

  const take = (now: number): string => {
    let data = "";
    while (!next.done && data.length < LARGEST_WRITE) {
      const frame = next.value;
      const moment = time.momentOf(frame.at);
      if (moment > now) break;
      observer.sent(frame, moment - start, clock.now() - start);
      data += frame.data;
      sent++;
      sentUntil = frame.at;
      next = frames.next();
    }
    return data;
  };

  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      reader = controller;
    },
    pull() {
      wanted = true;
      serve(clock.now());
    },
    cancel() {
      if (open) finish("client_left");
    },
  }, { highWaterMark: 0 });

  const changed = (change: () => void) => () => {
    if (!open) return;
    change();
    serve(clock.now());
  };

  const hand: StreamHand = {
    get paused() {
      return time.paused;
    },
    get speed() {
      return time.speed;
    },
    pause: changed(() => time.pause()),
    resume: changed(() => time.resume()),
    step: changed(() => {
      const upcoming = nextToken();
      if (upcoming !== undefined) time.skipTo(upcoming);
    }),
    setSpeed: (speed) => changed(() => time.setSpeed(speed))(),
    end: changed(() => {
      endsAs = "ended";
      frames = render(endedAt(plan, sentUntil))[Symbol.iterator]();
      for (let i = 0; i < sent; i++) frames.next();
      next = frames.next();
      time.resume();
      time.skipTo(sentUntil);
    }),
    drop: () => fail("dropped", new DroppedError("The stream was dropped by hand.")),
  };

  /** When the next frame that carries a token is due: of a new rendering, since this one must not run ahead. */
  const nextToken = (): number | undefined => {
    let i = 0;
    for (const frame of render(plan)) {
      if (i++ >= sent && (frame.tokens > 0 || frame.at > sentUntil)) return frame.at;
    }
    return undefined;
  };

  return { body, hand };
}
