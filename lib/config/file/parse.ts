/** Reads a `config.toml`. Pure: what it cannot take it refuses with file, line, key and remedy. */

import { doAtOnce, type Work } from "../../clock/work.ts";
import { boundProblems } from "../bounds.ts";
import { checkConfig } from "../check.ts";
import { checkParts } from "../check_parts.ts";
import { ConfigError, type ConfigProblem } from "../config_error.ts";
import { ruleReferences } from "../references.ts";
import { type RuleEntry, ruleFile } from "../rules/rule_schema.ts";
import { ruleProblems } from "../rules/rule_problems.ts";
import type { ConfigFile } from "../schema.ts";
import { duplicateProblems } from "./duplicates.ts";
import { lineFinder } from "./locate_key.ts";
import type { ParsedConfig } from "./parsed_config.ts";
import { parseQuickly } from "./parse_quickly.ts";
import { readLong } from "./read_long.ts";
import { withoutWindows } from "./without_windows.ts";
import { isMisread, NOT_A_KEY, REDEFINED, type TomlFault } from "./read_toml.ts";
import { sizeProblem } from "./size.ts";
import { syntaxProblem } from "./syntax_problem.ts";
import { exactValue, tomlEntries, type TomlEntry } from "./toml_entries.ts";
import {
  mayHaveDottedNames,
  type NameWarning,
  quoteDottedNames,
  quoteHeaders,
} from "./toml_names.ts";

/** Parses and checks a text; `source` is what messages call it. Throws `ConfigError` with every problem there is. */
export function parseConfig(text: string, source: string): ParsedConfig {
  return parseQuickly(text, source) ?? doAtOnce(parseCarefully(text, source));
}

/** As `parseConfig`, of a text that may be long. */
export function* parseCarefully(text: string, source: string): Work<ParsedConfig> {
  const tooMuch = yield* sizeProblem(text);
  if (tooMuch) throw placed([tooMuch], source);
  const written = withoutWindows(text);
  const read = yield* readLong(written);
  // A name such as [models.llama3:8b], without quotes, is not TOML.
  const headers = read.kind === "bad" && read.fault.what === NOT_A_KEY
    ? quoteHeaders(written)
    : { text: written, warnings: [] };
  const isRight = read.kind === "good" && !isMisread(written);
  const before = isRight ? read.value : yield* valueOf(headers.text, source);
  // A name such as [models.gpt-3.5-turbo] is TOML, and means something else.
  const entries = mayHaveDottedNames(before) ? yield* tomlEntries(headers.text) : [];
  const dotted = quoteDottedNames(headers.text, entries);
  const isAsMeant = dotted.warnings.length === 0;
  const value = isAsMeant ? before : yield* valueOf(dotted.text, source);

  const checked = yield* checkConfig(value);
  const problems = checked.kind === "bad"
    ? checked.problems
    : yield* ruleProblems(checked.file.rules ?? [], "file");
  if (checked.kind === "bad" || problems.length > 0) {
    throw yield* refusal(problems, source, dotted.text);
  }
  return {
    file: checked.file,
    warnings: byLine([...headers.warnings, ...dotted.warnings])
      .map(({ line, text }) => `${source}:${line}: ${text}`),
    text: written,
    source,
    isEmpty: Object.keys(value).length === 0,
  };
}

/** Parses and checks a file of rules alone, as `rule_files` names them. Throws `ConfigError` with every problem there is. */
export function* parseRules(
  written: string,
  source: string,
  config: ConfigFile,
): Work<readonly RuleEntry[]> {
  const tooMuch = yield* sizeProblem(written);
  if (tooMuch) throw placed([tooMuch], source);
  const text = withoutWindows(written);
  const value = yield* valueOf(text, source);
  const bounds = yield* boundProblems(value);
  if (bounds.length > 0) throw yield* refusal(bounds, source, text);
  const checked = yield* checkParts(ruleFile(), value);
  const { rules = [] } = checked.kind === "good" ? checked.data : {};
  const problems = checked.kind === "bad" ? checked.problems : [
    ...yield* ruleReferences(rules, config),
    ...yield* ruleProblems(rules, "file"),
  ];
  if (problems.length > 0) throw yield* refusal(problems, source, text);
  return rules;
}

/** The error for problems of a text, each with its line, but for what is about all of it. */
export function* refusal(
  problems: readonly ConfigProblem[],
  source: string,
  text: string,
): Work<ConfigError> {
  const places = problems.map(({ path }) => path).filter((path) => path.length > 0);
  if (places.length === 0) return placed(problems, source);
  return placed(problems, source, yield* tomlEntries(withoutWindows(text), places));
}

/** The values of a text. Throws `ConfigError` where it is not TOML. */
function* valueOf(text: string, source: string): Work<Readonly<Record<string, unknown>>> {
  const read = yield* readLong(text);
  if (read.kind === "bad") throw placed(yield* problemsAt(read.fault, text), source);
  if (!isMisread(text)) return read.value;
  const value = exactValue(text);
  if (!value) throw placed([unreadable], source);
  return value;
}

function* problemsAt(fault: TomlFault, text: string): Work<readonly ConfigProblem[]> {
  return fault.what.startsWith(REDEFINED)
    ? yield* duplicateProblems(text)
    : [syntaxProblem(fault, text)];
}

/** The problems with their lines, from the top; without entries those that have none stay without. */
function placed(
  problems: readonly ConfigProblem[],
  source: string,
  entries?: readonly TomlEntry[],
): ConfigError {
  const lineOf = entries && lineFinder(entries);
  const all = problems.map((one) => {
    const line = one.line ?? (lineOf && (lineOf(one.path) ?? 1));
    return line === undefined ? one : { ...one, line };
  });
  const [first = unreadable, ...more] = byLine(all);
  return new ConfigError([first, ...more], source);
}

function byLine<T extends ConfigProblem | NameWarning>(all: readonly T[]): readonly T[] {
  return all.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

const unreadable: ConfigProblem = {
  path: [],
  text: "quotes after a line that ends in a backslash cannot be read in so long a file",
  remedy: String.raw`Write the first of them as \".`,
};
