/** The shipped config, which was read when the program was made: nothing is loaded that reads TOML or checks it. */

import { readShipped, shippedConfig } from "../shipped.ts";
import type { ParsedConfig } from "./parsed_config.ts";
import { withoutWindows } from "./without_windows.ts";

/** What the shipped text comes to; `undefined` of any other. */
export function parseShipped(written: string, source: string): ParsedConfig | undefined {
  // With the line ends of Windows it is longer, but not twice as long.
  if (written.length > 2 * shippedConfig.length) return undefined;
  const text = withoutWindows(written);
  const file = readShipped(text);
  return file && { file, warnings: [], text, source, isEmpty: false };
}
