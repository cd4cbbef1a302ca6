/** Reads a `config.toml` that is right, with no more than that takes: the start of the program waits for it. */

import { doAtOnce } from "../../clock/work.ts";
import { checkConfig } from "../check.ts";
import type { ParsedConfig } from "./parsed_config.ts";
import { parseShipped } from "./parse_shipped.ts";
import { readPlain } from "./read_plain.ts";
import { sizeProblem } from "./size.ts";
import { withoutWindows } from "./without_windows.ts";

/** Of a longer text `@std/toml` takes longer than a turn. */
const LONGEST = 64 * 1024;

const MAY_HAVE_RULES = /^[ \t]*(?:\[\[[ \t]*)?["']?(?:rules|rule_files)\b/m;

/** Parses and checks a text; `undefined` if it is long, or there may be something to say about it, as about rules: that is for `parse.ts`. */
export function parseQuickly(written: string, source: string): ParsedConfig | undefined {
  const shipped = parseShipped(written, source);
  if (shipped) return shipped;
  if (written.length > LONGEST || doAtOnce(sizeProblem(written))) return undefined;
  const text = withoutWindows(written);
  const value = valuesOf(text);
  if (!value) return undefined;
  const checked = doAtOnce(checkConfig(value));
  if (checked.kind === "bad") return undefined;
  const isEmpty = Object.keys(value).length === 0;
  return { file: checked.file, warnings: [], text, source, isEmpty };
}

function valuesOf(text: string): Readonly<Record<string, unknown>> | undefined {
  return MAY_HAVE_RULES.test(text) ? undefined : readPlain(text);
}
