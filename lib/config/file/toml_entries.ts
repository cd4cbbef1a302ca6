/** Finds the keys of a TOML text and where they stand. Loaded only when there is something to say about them. */

import { type AST, getStaticTOMLValue, parseTOML } from "toml-eslint-parser";
import { boundsOf, MOST_KEYS } from "../check.ts";
import { readToml } from "./read_toml.ts";
import { withoutLongTexts } from "./toml_texts.ts";

/** One table header, or one key with its value. */
export interface TomlEntry {
  /** The table that it stands in. */
  readonly table: readonly string[];
  /** Its own name, taken apart at the dots. */
  readonly name: readonly string[];
  /** Where it leads to, of a header: with its place, where it is one item of a list. */
  readonly path?: readonly string[];
  /** What it holds: a table (by a header or in braces), one item of a list of tables, or anything else. */
  readonly holds: "table" | "list_item" | "value";
  /** From 1. */
  readonly line: number;
  /** Where the name stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** The entries of a text from its top; `undefined` if it is not TOML, or so much that it would take seconds. */
export function tomlEntries(text: string): readonly TomlEntry[] | undefined {
  const read = readToml(text);
  if (read.kind === "bad" || boundsOf(read.value, MOST_KEYS).length > 0) return undefined;
  const program = parsed(withoutLongTexts(text));
  if (!program) return undefined;
  const lineStarts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];

  const entry = (key: AST.TOMLKey, table: readonly string[], holds: TomlEntry["holds"]) => {
    const { start, end } = key.loc;
    const at = (place: typeof start) => (lineStarts[place.line - 1] ?? 0) + place.column;
    return { table, name: nameOf(key), holds, line: start.line, start: at(start), end: at(end) };
  };
  const ofPair = ({ key, value }: AST.TOMLKeyValue, table: readonly string[]): TomlEntry[] => {
    const holds = value.type === "TOMLInlineTable" ? "table" : "value";
    return [entry(key, table, holds), ...ofValue(value, [...table, ...nameOf(key)])];
  };
  const ofValue = (value: AST.TOMLContentNode, path: readonly string[]): TomlEntry[] => {
    if (value.type === "TOMLInlineTable") return value.body.flatMap((pair) => ofPair(pair, path));
    if (value.type !== "TOMLArray") return [];
    return value.elements.flatMap((one, index) => ofValue(one, [...path, String(index)]));
  };

  return program.body[0].body.flatMap((node) => {
    if (node.type === "TOMLKeyValue") return ofPair(node, []);
    const holds = node.kind === "array" ? "list_item" : "table";
    // Of a list of tables, with the place in it.
    const path = node.resolvedKey.map(String);
    return [
      { ...entry(node.key, [], holds), path },
      ...node.body.flatMap((pair) => ofPair(pair, path)),
    ];
  });
}

/** The values of a text, read exactly and slowly; `undefined` if it is not TOML, or a text in it is too long. */
export function exactValue(text: string): Readonly<Record<string, unknown>> | undefined {
  const program = parsed(text);
  return program && getStaticTOMLValue(program);
}

function parsed(text: string): AST.TOMLProgram | undefined {
  try {
    return parseTOML(text, { tomlVersion: "1.1" });
  } catch {
    return undefined;
  }
}

function nameOf({ keys }: AST.TOMLKey): readonly string[] {
  return keys.map((key) => key.type === "TOMLBare" ? key.name : key.value);
}
