/** What people write as a model's name in TOML without quotes, and mean otherwise: dots, slashes, colons. */

import { isRecord } from "../../is_record.ts";
import { isNamedTable, NAMED_TABLES, tomlKey } from "../config_error.ts";
import { settingsShape } from "../settings.ts";
import { pathOf } from "./locate_key.ts";
import type { TomlEntry } from "./toml_entries.ts";
import { TEXT_OR_COMMENT } from "./toml_texts.ts";

/** A text with the names in quotes that lacked them, and what its writer should know of each. */
export interface QuotedNames {
  /** Every line is where it was. */
  readonly text: string;
  /** In the order of the lines, without the file's name. */
  readonly warnings: readonly NameWarning[];
}

/** One name that was taken as meant. */
export interface NameWarning {
  readonly line: number;
  readonly text: string;
}

/** Whether a text of these values may have such names: they are read as tables in an entry. */
export function mayHaveDottedNames(value: Readonly<Record<string, unknown>>): boolean {
  return NAMED_TABLES.some((name) =>
    valuesIn(value[name]).some((entry) => valuesIn(entry).some(isRecord))
  );
}

function valuesIn(table: unknown): readonly unknown[] {
  return isRecord(table) ? Object.values(table) : [];
}

/**
 * Quotes the names under `[models]` and its like that TOML takes apart: a bare key stops at a dot, so
 * `[models.gpt-3.5-turbo]` is a model named `gpt-3` that holds `5-turbo`.
 */
export function quoteDottedNames(text: string, entries: readonly TomlEntry[]): QuotedNames {
  const found = entries.flatMap((entry) => {
    const meant = meantBy(entry);
    return meant === undefined ? [] : [{ entry, meant }];
  });
  const pieces = found.map(({ entry, meant }, at) =>
    text.slice(found[at - 1]?.entry.end ?? 0, entry.start) + meant
  );
  return {
    text: pieces.join("") + text.slice(found.at(-1)?.entry.end ?? 0),
    warnings: found.map(({ entry, meant }) => {
      const [before, after] = text[entry.start - 1] === "[" ? ["[", "]"] : ["", ""];
      const written = `${before}${text.slice(entry.start, entry.end).trim()}${after}`;
      const because = "a bare TOML key stops at a dot";
      return warning(entry.line, written, `${before}${meant}${after}`, because);
    }),
  };
}

/** The name in quotes, as it was meant: `models."gpt-3.5-turbo"`. */
function meantBy(entry: TomlEntry): string | undefined {
  const path = pathOf(entry);
  // After the name stands nothing if the entry holds the whole table, and one setting otherwise; a few settings are tables.
  const isSetting = path.length > 2 && Object.hasOwn(settingsShape(), path.at(-1) ?? "");
  const settings = entry.holds === "table" && !isSetting ? 0 : 1;
  const isWhole = path.length <= 2 + settings || entry.holds === "list_item";
  if (!isNamedTable(path[0]) || entry.table.length > 1 || isWhole) return undefined;
  const name = path.slice(1, path.length - settings).join(".");
  const written = [...path.slice(0, 1), name, ...path.slice(path.length - settings)];
  return tomlKey(written.slice(entry.table.length));
}

/** A table's header whose name has no quotes. */
const BARE_HEADER = /^[ \t]*\[[ \t]*([a-z_]+)[ \t]*\.[ \t]*([^\]"'\n#\\]*[^\]"'\n#\\ \t])[ \t]*\]/;
const TEXTS_AND_HEADERS = new RegExp(`${TEXT_OR_COMMENT}|${BARE_HEADER.source}`, "gm");

const IS_DOTTED_KEY = /^[\w-]+(?:[ \t]*\.[ \t]*[\w-]+)*$/;

/** Quotes the names in headers such as `[models.meta-llama/Llama-3-8B]` and `[models.llama3:8b]`, which are not TOML. */
export function quoteHeaders(text: string): QuotedNames {
  const warnings: { readonly offset: number; readonly written: string; readonly meant: string }[] =
    [];
  const quoted = text.replaceAll(
    TEXTS_AND_HEADERS,
    (found: string, table: string | undefined, name: string | undefined, offset: number) => {
      const isMeant = table !== undefined && name !== undefined && isNamedTable(table) &&
        !IS_DOTTED_KEY.test(name) && !/\p{Cc}/u.test(name);
      if (!isMeant) return found;
      const meant = `[${tomlKey([table, name])}]`;
      warnings.push({ offset, written: found.trim(), meant });
      return meant;
    },
  );
  const because = "a bare TOML key has letters, digits, `_` and `-` alone";
  const line = lineCounter(text);
  return {
    text: quoted,
    warnings: warnings.map(({ offset, written, meant }) =>
      warning(line(offset), written, meant, because)
    ),
  };
}

function warning(line: number, written: string, meant: string, because: string): NameWarning {
  return { line, text: `${written} is taken as ${meant}: quote the name, since ${because}.` };
}

/** Gives the line of an offset; each call's must not be before the last one's. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let counted = 0;
  return (offset) => {
    for (; counted < offset; counted++) if (text[counted] === "\n") line++;
    return line;
  };
}
