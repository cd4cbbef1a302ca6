/** The only place that waits: sends frames when they are due, to a reader that may be slow or go away. */

import type { Alarm } from "../clock/clock.ts";
import { afterThisTurn } from "../clock/next_turn.ts";
import { streamClock } from "../clock/stream_clock.ts";
import { noteLeft, noteMade } from "../ledger/kept_answer.ts";
import type { Reader, StreamEnd } from "../ledger/observer.ts";
import { DroppedError } from "./dropped_error.ts";
import type { MarkFrame } from "./frame.ts";
import { endsStream } from "./hand_fault.ts";
import { createGate, NO_HOLD } from "./hold.ts";
import { remaining } from "./remaining.ts";
import type { StreamControls } from "./stream_controls.ts";
import type { PacedStream, StreamJob } from "./stream_job.ts";

/** Starts a stream. A reader that does not read costs nothing: frames are made when they are read. */
export function pace(job: StreamJob): PacedStream {
  const { clock, start, observer } = job;
  const begun = clock.now();
  const time = streamClock(clock, job.begins ?? start, job.speed);
  const kept = observer.keptAnswer?.();
  const rest = remaining(job, time, kept && ((bytes) => noteMade(kept, bytes)));
  const { frames } = rest;
  let alarm: Alarm | undefined;
  let reader: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  /** Whether the reader waits for bytes. */
  let wanted = false;
  /** The time, as it was when sending began: read once for all that is sent, since a clock costs as much as the rest of an event. */
  let now = begun;
  let isSending = false;
  let endsAs: StreamEnd = "completed";
  let open = true;
  const gate = createGate(job.hold ?? NO_HOLD, {
    clock,
    stop: () => turnTime(time.pause),
    goOn() {
      turnTime(time.resume);
      serve();
    },
    note: (what) => observer.acted?.(what),
  });
  let head = job.holdsHead ? Promise.withResolvers<void>() : undefined;
  const headLeaves = head?.promise;

  const turnTime = (change: () => void) => {
    change();
    job.onTime?.(time.place(), false);
  };

  const letHeadLeave = () => {
    head?.resolve();
    head = undefined;
  };

  const finish = (how: StreamEnd) => {
    open = false;
    if (alarm) clock.cancel(alarm);
    // Whoever lost it may come back to an answer that is made all the same.
    if (time.paused) job.onTime?.({ ...time.place(), rate: time.speed }, false);
    gate.close();
    observer.ended(how, readerNow());
    letHeadLeave();
  };

  /** How long ago a place of the stream's own time was, in real milliseconds; below 0 where it is still to come. */
  const sinceMs = (at = Infinity) => clock.now() - time.momentOf(at);
  const readerNow = (): Reader => ({
    unreadMs: wanted ? 0 : Math.max(0, Math.min(sinceMs(frames.madeAt()), clock.now() - begun)),
    overdueMs: sinceMs(job.endsAt),
  });

  const fail = (how: StreamEnd, error: unknown) => {
    if (!open) return;
    finish(how);
    reader?.error(error);
  };

  /** Breaks the connection, once what has left is on its way: a platform throws away what it has not written yet. */
  const breakOff = (how: StreamEnd, why: string) => {
    if (!open) return;
    finish(how);
    const error = new DroppedError(why);
    if (frames.sent() === 0) reader?.error(error);
    else void afterThisTurn().then(() => reader?.error(error));
  };

  /** Sends what is due by now, or by the moment `until` where that is later, or sets an alarm for what is due next. */
  const serve = (until = -Infinity) => {
    if (!(wanted || head) || !open) return;
    if (alarm) clock.cancel(alarm);
    try {
      if (!isSending) now = clock.now();
      const reached = Math.max(until, now);
      let data = wanted ? frames.take(reached, leave) : undefined;
      if (!data && heedMarks(reached) && wanted) data = frames.take(reached, leave);
      if (!open) return;
      if (data) wanted = false;
      const next = frames.nextAt();
      if (next === undefined) finish(endsAs);
      else if ((wanted || head) && !gate.isHeld()) wakeFor(next);
      if (data) send(data);
      if (next === undefined) reader?.close();
    } catch (error) {
      fail("failed", error);
    }
  };

  /** After all else, since a reader that waits for more pulls again within the call. */
  const send = (data: Uint8Array<ArrayBuffer>) => {
    isSending = true;
    reader?.enqueue(data);
    isSending = false;
  };

  /** Does what the marks say that are due before the next data; whether there was any. */
  const heedMarks = (reached: number): boolean => {
    let any = false;
    while (open && !gate.isHeld()) {
      const mark = frames.takeMark(reached);
      if (!mark) break;
      any = true;
      heed(mark);
    }
    return any;
  };

  /** Does what one mark says. */
  const heed = (mark: MarkFrame): void => {
    switch (mark.kind) {
      case "head":
        return letHeadLeave();
      case "note":
        return observer.faulted?.(mark.fault);
      case "close":
        finish("fault");
        return reader?.close();
      case "break":
        return breakOff("fault", "The stream was broken off on purpose.");
    }
  };

  /** Whether a frame leaves, which it does where the gate lets it. */
  const leave = (tokens: number, moment: number, unseen: boolean, length: number) => {
    if (gate.stops(tokens)) return false;
    const leftMs = now - start;
    if (!unseen) observer.sent(tokens, moment - start, leftMs);
    if (kept) noteLeft(kept, length, leftMs);
    gate.passed(tokens);
    return true;
  };

  const wakeFor = (at: number) => {
    const moment = time.momentOf(at);
    alarm = moment === Infinity ? undefined : clock.wakeAt(moment, wake);
  };
  // The clock may ring a little early, and what it rings for leaves then.
  const wake = () => serve(alarm?.deadline);

  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      reader = controller;
    },
    pull() {
      wanted = true;
      serve();
    },
    cancel() {
      if (open) finish("client_left");
    },
  }, { highWaterMark: 0 });

  const changed = (change: () => void, how = turnTime) => () => {
    if (!open) return;
    how(change);
    serve();
  };

  const step = () => {
    const upcoming = frames.nextStepAt();
    if (upcoming !== undefined && upcoming !== Infinity) time.skipTo(upcoming); // Never is no time to skip to.
    serve();
  };

  const { befall } = rest;
  const controls: StreamControls = {
    get paused() {
      return time.paused;
    },
    get isHeld() {
      return gate.isHeld();
    },
    get isSilent() {
      return rest.isSilent();
    },
    get speed() {
      return time.speed;
    },
    reader: readerNow,
    pause: changed(() => gate.isHeld() ? gate.keep() : time.pause()),
    resume: (untilTokens) =>
      changed(() => {
        time.resume();
        gate.open(untilTokens);
        rest.goOn();
      })(),
    step: changed(() => gate.letOnePass(step)),
    setSpeed: (speed) => changed(() => time.setSpeed(speed))(),
    setSlowdown: (factor) => changed(() => time.setSlowdown(factor), (change) => change())(),
    end: changed(() => {
      gate.open();
      endsAs = "ended";
      const sentUntil = rest.end();
      time.resume();
      time.skipTo(sentUntil);
      job.onTime?.({ positionMs: sentUntil, rate: 0 }, true);
    }, (change) => change()),
    ...(befall
      ? {
        befall: (fault) =>
          changed(() => {
            time.skipTo(befall(fault));
            if (!endsStream(fault)) return gate.letBy(serve);
            gate.open();
            time.resume();
          })(),
      }
      : {}),
    drop: () => breakOff("dropped", "The stream was dropped by hand."),
  };

  gate.begin();
  if (!headLeaves) return { body, controls };
  serve();
  return { body, controls, head: headLeaves };
}
