/** What reading a `config.toml` comes to. */

import type { ConfigFile } from "../schema.ts";

/** A file that was taken. */
export interface ParsedConfig {
  readonly file: ConfigFile;
  /** What its writer should know. */
  readonly warnings: readonly string[];
  /** What it was read from, without what Windows adds. */
  readonly text: string;
  /** What messages call it. */
  readonly source: string;
  /** Whether it says nothing at all, or comments alone. */
  readonly isEmpty: boolean;
}
