/** Reads any `config.toml`, and loads what words its mistakes only for one that has some. */

import type { Turns } from "../../clock/turns.ts";
import { doInTurns } from "../../clock/work.ts";
import { type ParsedConfig, parseQuickly } from "./parse_quickly.ts";

/** Parses and checks a text, with all that `parseConfig` says and throws; a long one in several `turns`. */
export async function parseWhenNeeded(
  text: string,
  source: string,
  turns: Turns,
): Promise<ParsedConfig> {
  const quick = parseQuickly(text, source);
  if (quick) return quick;
  const { parseCarefully } = await import("./parse.ts");
  return await doInTurns(parseCarefully(text, source), turns);
}
