/** Finds the keys of a TOML text and where they stand: the parser gives values alone, and takes what is defined twice. */

/** One table header, or one key with its value. */
export interface TomlEntry {
  /** The table that it stands in. */
  readonly table: readonly string[];
  /** Its own name, taken apart at the dots. */
  readonly name: readonly string[];
  /** What it holds: a table (by a header or in braces), one item of a list of tables, or anything else. */
  readonly holds: "table" | "list_item" | "value";
  /** From 1. */
  readonly line: number;
  /** Where the name stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** What a scan found, and what it could not get past. */
export interface TomlScan {
  readonly entries: readonly TomlEntry[];
  /** The line of a value that something follows which should not; the parser does not mind. */
  readonly trailing?: number;
}

const BLANK = /(?:\s|#[^\n]*)*/y;
const SPACE = /[ \t]*/y;
const NAME_PART = /[ \t]*(?:"((?:[^"\\\n]|\\.)*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*/y;
const SHORT_STRING = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/y;
const LONG_STRING_END = {
  '"""': /(?:[^\\"]|\\[^]|"(?!""))*"{3,5}/y,
  "'''": /(?:[^']|'(?!''))*'{3,5}/y,
};
// Only a date may have a space in it.
const BARE_VALUE = /\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+/y;
const LINE_END = /[ \t]*(?:#[^\n]*)?(?:\n|$)/y;

/** Scans a text; stops where it is not TOML, which is then for the parser to say. Never throws. */
export function scanToml(text: string): TomlScan {
  const entries: TomlEntry[] = [];
  let at = 0;
  let line = 1;
  let counted = 0;

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at += match[0].length;
    return match;
  };
  const skip = (word: string): boolean => {
    if (!text.startsWith(word, at)) return false;
    at += word.length;
    return true;
  };
  const lineHere = (): number => {
    for (; counted < at; counted++) if (text[counted] === "\n") line++;
    return line;
  };

  const name = (): string[] | undefined => {
    const parts: string[] = [];
    do {
      const part = take(NAME_PART);
      if (!part) return undefined;
      parts.push(part[1] === undefined ? part[2] ?? part[3] ?? "" : unescape(part[1]));
    } while (skip("."));
    return parts;
  };

  const header = (): readonly string[] | undefined => {
    const list = skip("[[");
    if (!list) skip("[");
    const [start, here] = [at, lineHere()];
    const parts = name();
    const end = at;
    if (!parts || !skip(list ? "]]" : "]")) return undefined;
    entries.push({
      table: [],
      name: parts,
      holds: list ? "list_item" : "table",
      line: here,
      start,
      end,
    });
    return parts;
  };

  const pair = (table: readonly string[]): boolean => {
    const [start, here] = [at, lineHere()];
    const parts = name();
    const end = at;
    if (!parts || !skip("=")) return false;
    take(SPACE);
    const holds = text[at] === "{" ? "table" : "value";
    entries.push({ table, name: parts, holds, line: here, start, end });
    return value([...table, ...parts]);
  };

  const value = (table: readonly string[]): boolean => {
    if (skip('"""')) return take(LONG_STRING_END['"""']) !== null;
    if (skip("'''")) return take(LONG_STRING_END["'''"]) !== null;
    if (skip("[")) return items("]", (index) => value([...table, String(index)]));
    if (skip("{")) return items("}", () => pair(table));
    return take(SHORT_STRING) !== null || take(BARE_VALUE) !== null;
  };

  const items = (close: string, item: (index: number) => boolean): boolean => {
    for (let index = 0;; index++) {
      take(BLANK);
      if (skip(close)) return true;
      const before = at;
      if (!item(index) || at === before) return false;
      take(BLANK);
      skip(",");
    }
  };

  let table: readonly string[] = [];
  for (take(BLANK); at < text.length; take(BLANK)) {
    if (text[at] === "[") {
      const opened = header();
      if (!opened) return { entries };
      table = opened;
    } else if (!pair(table)) return { entries };
    if (!take(LINE_END)) return { entries, trailing: lineHere() };
  }
  return { entries };
}

/** TOML's escapes in a quoted key are JSON's, but for two that no key needs. */
function unescape(quoted: string): string {
  try {
    return String(JSON.parse(`"${quoted}"`));
  } catch {
    return quoted;
  }
}
