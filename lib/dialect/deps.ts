/** The world, as arguments, so that tests replace it. */

import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/config.ts";
import type { ControlPlane } from "../shared/control_plane.ts";
import type { Rules } from "../rules/rules.ts";
import type { Shared, SharedBySession } from "../shared/shared.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { OpenStreams } from "../stream/open_streams.ts";
import type { Tokenizers } from "../tokens/tokenizer.ts";
import type { Turns } from "../clock/turns.ts";

/** What serving a request needs beside the request. */
export interface Deps {
  /** The configuration in force; a request takes it once and keeps it to its end. */
  readonly config: () => Config;
  readonly clock: Clock;
  readonly tokenizers: Tokenizers;
  /** For work of unbounded length, so that nobody else waits for it. */
  readonly turns: Turns;
  readonly ledger: Ledger;
  readonly streams: OpenStreams;
  /** A new seed, a 32-bit integer. */
  readonly newSeed: () => number;
  /** The journals of all threads, and the edits of the configuration. */
  readonly control: ControlPlane;
  /** The rules in force. */
  readonly rules: Rules;
  /** What must be one, however many threads serve; of the session that a request names, where it names one. */
  readonly shared: Shared;
  /** The sessions that live. */
  readonly sessions: Pick<
    SharedBySession,
    "endSession" | "listSessions" | "clearLines" | "use" | "counts" | "resetCounts"
  >;
}
