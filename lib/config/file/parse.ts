/** Reads a `config.toml`. Pure: what it cannot take it refuses with file, line, key and remedy. */

import { parse as parseToml } from "@std/toml";
import { checkConfig } from "../check.ts";
import { ConfigError, type ConfigProblem } from "../config_error.ts";
import { lineOf } from "./locate_key.ts";
import type { ConfigFile } from "../schema.ts";
import { nameProblems, type UnquotedName, unquotedNames, withQuotes } from "./toml_names.ts";
import { scanToml, type TomlScan } from "./toml_scan.ts";

/** A file that was taken, and what its writer should know. */
export interface ParsedConfig {
  readonly file: ConfigFile;
  readonly warnings: readonly string[];
}

/** Parses and checks a text; `source` is what messages call it. Throws `ConfigError` with every problem there is. */
export function parseConfig(text: string, source: string): ParsedConfig {
  // A byte order mark and CRLF are Windows' own, and say nothing.
  const written = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const names = unquotedNames(scanToml(written).entries);
  const quoted = withQuotes(written, names);
  const scan = scanToml(quoted);

  const refuse = (...problems: readonly ConfigProblem[]) => {
    const [first, ...more] = problems
      .map((one) => ({ ...one, line: one.line ?? lineOf(scan.entries, one.path) ?? 1 }))
      .sort((a, b) => a.line - b.line);
    return first && new ConfigError([first, ...more], source);
  };

  // The parser is asked only about names that it can tell apart.
  const repeated = refuse(...nameProblems(scan.entries), ...trailing(scan));
  if (repeated) throw repeated;
  const data = parsed(quoted, scan);
  if (data.kind === "bad") throw refuse(data.problem);
  const checked = checkConfig(data.value);
  if (checked.kind === "bad") throw refuse(...checked.problems);
  return { file: checked.file, warnings: names.map((name) => warning(name, written, source)) };
}

type Parsed =
  | { readonly kind: "good"; readonly value: unknown }
  | { readonly kind: "bad"; readonly problem: ConfigProblem };

function parsed(text: string, scan: TomlScan): Parsed {
  try {
    return { kind: "good", value: parseToml(text) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: "bad", problem: syntaxProblem(message, text, scan) };
  }
}

/** The parser's "Parse error on line 3, column 4: …", which may come twice, and may quote the rest of the file. */
const PARSE_ERROR =
  /^(?:Parse error on line (?<line>\d+), column (?<column>\d+): )+(?<what>[^\n]*)/;

function syntaxProblem(message: string, text: string, { entries }: TomlScan): ConfigProblem {
  const { line, column, what } = PARSE_ERROR.exec(message)?.groups ?? {};
  const reason = (what ?? message.split("\n")[0] ?? "").replace(/ on line '.*|[.:]$/, "");
  const isValue = reason === "Cannot parse value";
  const problem = {
    path: [],
    text: `this is not TOML: ${reason}`,
    ...isValue ? { remedy: "Put a text in quotes." } : {},
  };
  // A string that nothing closes began at the last key that was found, far above where the parser gave up.
  if (reason.startsWith("Multi-line")) return { ...problem, line: entries.at(-1)?.line ?? 1 };
  // Column 0 means that the parser had already read the line break.
  if (column !== "0") return { ...problem, line: Number(line), column: Number(column) + 1 };
  const before = Math.max(1, Number(line) - 1);
  return { ...problem, line: before, column: (text.split("\n")[before - 1]?.length ?? 0) + 1 };
}

function trailing({ trailing: line }: TomlScan): readonly ConfigProblem[] {
  if (line === undefined) return [];
  const text = "this is not TOML: something follows the end of a value or header";
  return [{ path: [], line, text, remedy: "Start a new line." }];
}

function warning({ entry, meant }: UnquotedName, text: string, source: string): string {
  const written = text.slice(entry.start, entry.end).trim();
  const [before, after] = text[entry.start - 1] === "[" ? ["[", "]"] : ["", ""];
  return `${source}:${entry.line}: ${before}${written}${after} is taken as ${before}${meant}${after}: ` +
    "quote the name, since a bare TOML key stops at a dot.";
}
