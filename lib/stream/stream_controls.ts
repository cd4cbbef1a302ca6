/** What a hand can do to a stream under way. */

import type { Reader } from "../ledger/observer.ts";
import type { HandFault } from "./hand_fault.ts";

/** A stream under way that can be held and let go. Everything here does nothing once it has ended. */
export interface StreamControls {
  readonly paused: boolean;
  /** Whether it is paused because it holds itself. */
  readonly isHeld: boolean;
  /** Whether a hand has made it fall silent. */
  readonly isSilent: boolean;
  readonly speed: number;
  /** How far the reader is behind. */
  reader(): Reader;
  pause(): void;
  /** Lets it go on, be it paused, held or silent by hand; up to where so many tokens have left: there it holds itself. */
  resume(untilTokens?: number): void;
  /** Sends the frames up to and including the next token, paused or not. */
  step(): void;
  setSpeed(speed: number): void;
  /** Makes it slower by a factor, of 1 or more, whatever its speed. */
  setSlowdown(factor: number): void;
  /** Says no more, but ends as the protocol wants it, with the usage of what was said. */
  end(): void;
  /** Has something go wrong with it here; absent of a whole answer, of which nothing has left. */
  readonly befall?: (fault: HandFault) => void;
  /** Breaks the connection. */
  drop(): void;
}
