/** What a hand can do to a stream under way. */

import type { Reader } from "../ledger/observer.ts";

/** A stream under way that can be held and let go. Everything here does nothing once it has ended. */
export interface StreamControls {
  readonly paused: boolean;
  /** Whether it is paused because it holds itself. */
  readonly isHeld: boolean;
  readonly speed: number;
  /** How far the reader is behind. */
  reader(): Reader;
  pause(): void;
  /** Lets it go on, up to where so many tokens have left: there it holds itself. */
  resume(untilTokens?: number): void;
  /** Sends the frames up to and including the next token, paused or not. */
  step(): void;
  setSpeed(speed: number): void;
  /** Makes it slower by a factor, of 1 or more, whatever its speed. */
  setSlowdown(factor: number): void;
  /** Says no more, but ends as the protocol wants it, with the usage of what was said. */
  end(): void;
  /** Breaks the connection. */
  drop(): void;
}
