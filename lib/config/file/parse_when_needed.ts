/** Reads any `config.toml`, and loads what words its mistakes only for one that has some. */

import { type ParsedConfig, parseQuickly } from "./parse_quickly.ts";

/** Parses and checks a text, with all that `parseConfig` says and throws. */
export async function parseWhenNeeded(text: string, source: string): Promise<ParsedConfig> {
  const quick = parseQuickly(text, source);
  if (quick) return quick;
  const { parseConfig } = await import("./parse.ts");
  return parseConfig(text, source);
}
