/** Reads any `config.toml`, and loads no more than that takes: for the shipped one nothing, for a right one nothing that words mistakes. */

import type { Turns } from "../../clock/turns.ts";
import { doInTurns } from "../../clock/work.ts";
import type { ParsedConfig } from "./parsed_config.ts";
import { parseShipped } from "./parse_shipped.ts";

/** Parses and checks a text, with all that `parseConfig` says and throws; a long one in several `turns`. */
export async function parseWhenNeeded(
  text: string,
  source: string,
  turns: Turns,
): Promise<ParsedConfig> {
  const shipped = parseShipped(text, source);
  if (shipped) return shipped;
  const { parseQuickly } = await import("./parse_quickly.ts");
  const quick = parseQuickly(text, source);
  if (quick) return quick;
  for (const load of LARGEST) {
    await load();
    await turns.next();
  }
  const { parseCarefully } = await import("./parse.ts");
  return await doInTurns(parseCarefully(text, source), turns);
}

/** What the rest needs and takes long to load: 10 to 15 ms each, which is not to be one turn. */
const LARGEST = [() => import("./toml_entries.ts"), () => import("../rules/regex.ts")];
