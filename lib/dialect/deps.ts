/** The world, as arguments, so that tests replace it. */

import type { Clock } from "../clock/clock.ts";
import type { Config } from "../config/config.ts";
import type { ControlPlane } from "../server/create_control_plane.ts";
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
  readonly control: ControlPlane;
}
