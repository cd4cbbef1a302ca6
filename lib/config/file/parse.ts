/** Reads a `config.toml`. Pure: what it cannot take it refuses with file, line, key and remedy. */

import { boundProblems, boundsOf, checkConfig, MOST_KEYS } from "../check.ts";
import { ConfigError, type ConfigProblem } from "../config_error.ts";
import { problemsOf } from "../problems.ts";
import { ruleReferences } from "../references.ts";
import { type RuleEntry, ruleFile } from "../rules/rule_schema.ts";
import { ruleProblems } from "../rules/rule_problems.ts";
import type { ConfigFile } from "../schema.ts";
import { duplicateProblems } from "./duplicates.ts";
import { lineFinder } from "./locate_key.ts";
import { type ParsedConfig, parseQuickly } from "./parse_quickly.ts";
import { withoutWindows } from "./read_plain.ts";
import { isMisread, NOT_A_KEY, readToml, REDEFINED, type TomlFault } from "./read_toml.ts";
import { sizeProblem } from "./size.ts";
import { syntaxProblem } from "./syntax_problem.ts";
import { exactValue, tomlEntries, type TomlEntry } from "./toml_entries.ts";
import { type NameWarning, quoteDottedNames, quoteHeaders } from "./toml_names.ts";

/** Parses and checks a text; `source` is what messages call it. Throws `ConfigError` with every problem there is. */
export function parseConfig(text: string, source: string): ParsedConfig {
  const tooMuch = sizeProblem(text);
  if (tooMuch) throw placed([tooMuch], source);
  return parseQuickly(text, source) ?? parseCarefully(withoutWindows(text), source);
}

/** Parses and checks a file of rules alone, as `rule_files` names them. Throws `ConfigError` with every problem there is. */
export function parseRules(
  written: string,
  source: string,
  config: ConfigFile,
): readonly RuleEntry[] {
  const tooMuch = sizeProblem(written);
  if (tooMuch) throw placed([tooMuch], source);
  const text = withoutWindows(written);
  const value = valueOf(text, source);
  const bounds = boundProblems(value);
  const shape = bounds.length > 0 ? bounds : problemsOf(ruleFile, value);
  const { rules = [] } = shape.length > 0 ? {} : ruleFile.parse(value);
  const problems = shape.length > 0
    ? shape
    : [...ruleReferences(rules, config), ...ruleProblems(rules, "file")];
  if (problems.length > 0) throw refusal(problems, source, text);
  return rules;
}

/** The error for problems of a text, each with its line. */
export function refusal(
  problems: readonly ConfigProblem[],
  source: string,
  text: string,
): ConfigError {
  return placed(problems, source, tomlEntries(withoutWindows(text)));
}

function parseCarefully(written: string, source: string): ParsedConfig {
  const first = readToml(written);
  const headers = first.kind === "bad" && first.fault.what === NOT_A_KEY
    ? quoteHeaders(written)
    : { text: written, warnings: [] };
  const isRead = first.kind === "good" && !isMisread(written);
  const before = isRead ? first.value : valueOf(headers.text, source);
  // Of so many keys, which only rules may be, none is looked up in the text.
  const isLarge = boundsOf(before, MOST_KEYS).length > 0;
  const entries = isLarge ? undefined : tomlEntries(headers.text);
  const dotted = quoteDottedNames(headers.text, entries ?? []);
  const isSame = dotted.warnings.length === 0;
  const value = isSame ? before : valueOf(dotted.text, source);

  const checked = checkConfig(value);
  const problems = checked.kind === "bad"
    ? checked.problems
    : ruleProblems(checked.file.rules ?? [], "file");
  if (checked.kind === "bad" || problems.length > 0) {
    throw placed(problems, source, isSame ? entries : tomlEntries(dotted.text));
  }
  return {
    file: checked.file,
    warnings: inOrder([...headers.warnings, ...dotted.warnings])
      .map(({ line, text }) => `${source}:${line}: ${text}`),
    text: written,
    source,
    isEmpty: Object.keys(value).length === 0,
  };
}

/** The values of a text. Throws `ConfigError` where it is not TOML. */
function valueOf(text: string, source: string): Readonly<Record<string, unknown>> {
  const read = readToml(text);
  if (read.kind === "bad") throw placed(problemsAt(read.fault, text), source);
  if (!isMisread(text)) return read.value;
  const value = exactValue(text);
  if (!value) throw placed([unreadable], source);
  return value;
}

function problemsAt(fault: TomlFault, text: string): readonly ConfigProblem[] {
  return fault.what.startsWith(REDEFINED) ? duplicateProblems(text) : [syntaxProblem(fault, text)];
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
  const [first = unreadable, ...more] = inOrder(all);
  return new ConfigError([first, ...more], source);
}

function inOrder<T extends ConfigProblem | NameWarning>(all: readonly T[]): readonly T[] {
  return all.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
}

const unreadable: ConfigProblem = {
  path: [],
  text: "quotes after a line that ends in a backslash cannot be read in so long a file",
  remedy: String.raw`Write the first of them as \".`,
};
