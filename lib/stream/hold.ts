/** A stream that holds itself at a place and waits for a hand, for so long at most. */

import type { Alarm, Clock } from "../clock/clock.ts";

/** Where a stream holds itself, and for how long. */
export interface Hold {
  /** When so many completion tokens have left; 0 is before the first, `Infinity` never. */
  readonly afterTokens: number;
  /** Then it goes on by itself. Also of the holds that a hand asks for later. */
  readonly longestMs: number;
}

/** Nowhere; what a hand holds waits without end. */
export const NO_HOLD: Hold = { afterTokens: Infinity, longestMs: Infinity };

/** What a hold does to its stream. */
export interface HeldStream {
  readonly clock: Clock;
  /** Stops the stream's time. */
  stop(): void;
  /** Lets it go on, since nobody has come. */
  goOn(): void;
  /** Writes down what happened by itself. */
  note(what: string): void;
}

/** The gate that a stream's tokens pass. */
export interface Gate {
  /** Whether the stream holds itself now. */
  isHeld(): boolean;
  /** Whether a frame of so many tokens has to wait. Before the first token, what carries none may leave. */
  stops(tokens: number): boolean;
  /** So many tokens have left. */
  passed(tokens: number): void;
  /** Holds at once where the place is there already. */
  begin(): void;
  /** Lets the stream go on, up to a place where it holds again, or up to its own where it has not been there. */
  open(untilTokens?: number): void;
  /** Holds on without end: a hand that pauses a held stream has it from now on. */
  keep(): void;
  /** Does what sends one token, after which the stream is held as before. */
  letOnePass(send: () => void): void;
  /** Does what sends something without a token that is none of the stream's, after which all is as before. */
  letBy(send: () => void): void;
  /** The stream has ended. */
  close(): void;
}

/** Makes a gate. */
export function createGate({ afterTokens, longestMs }: Hold, stream: HeldStream): Gate {
  const { clock } = stream;
  let place = afterTokens;
  let sent = 0;
  let isHeld = false;
  let isStep = false;
  let hasEnded = false;
  let alarm: Alarm | undefined;

  const forgetToGoOn = () => {
    if (alarm) clock.cancel(alarm);
    alarm = undefined;
  };

  const letGo = () => {
    isHeld = false;
    forgetToGoOn();
  };

  const hold = () => {
    letGo();
    if (hasEnded) return;
    isHeld = true;
    stream.stop();
    if (longestMs < Infinity) alarm = clock.wakeAt(clock.now() + longestMs, giveUp);
  };

  const giveUp = () => {
    letGo();
    place = Infinity;
    stream.note("hold is over");
    stream.goOn();
  };

  const holdWhereItIs = () => {
    if (isHeld || sent < place) return;
    hold();
    if (!isStep) stream.note("hold");
  };

  return {
    isHeld: () => isHeld,
    stops: (tokens) => isHeld && (sent > 0 || tokens > 0),
    passed(tokens) {
      sent += tokens;
      holdWhereItIs();
    },
    begin: holdWhereItIs,
    open(untilTokens) {
      letGo();
      if (sent >= place) place = Infinity;
      place = untilTokens ?? place;
      holdWhereItIs();
    },
    keep: forgetToGoOn,
    letOnePass(send) {
      if (!isHeld) return send();
      letGo();
      place = sent + 1;
      isStep = true;
      send();
      isStep = false;
      hold();
    },
    letBy(send) {
      const before = { isHeld, place };
      [isHeld, place] = [false, Infinity];
      send();
      [isHeld, place] = [before.isHeld && !hasEnded, before.place];
    },
    close() {
      hasEnded = true;
      letGo();
    },
  };
}
