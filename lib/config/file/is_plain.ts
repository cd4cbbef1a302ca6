/** Whether a TOML text is written as nearly every config is: a header, a key or a remark a line. */

/**
 * What `@std/toml` reads in another way than TOML 1.0, found by comparing 60,000 generated documents with another parser: escapes of
 * eight digits, quotes at the ends of long texts, a backslash at a line's end, keys of no letters, and times of a day.
 */
const MISREAD = /\\U|"{4}|'{4}|\\[ \t]*$|(?:^|[.[{,\s])(?:""|'')\s*[.=\]]|[=[,]\s*\d\d:\d\d/m;

const HEADER = /^\[([^[\]]+)\]\s*(?:#.*)?$/;
const LISTED_HEADER = /^\[\[([^[\]]+)\]\]\s*(?:#.*)?$/;
const PAIR = /^((?:[\w-]+|"[^"\\]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"\\]*"|'[^']*'))*)\s*=\s*(.*)$/;

/** Each pair that `@std/toml` reads it merges into all before: 300 take 10 ms, 20,000 forty seconds. */
const MOST_NAMES = 300;

/**
 * Whether `@std/toml` can be trusted with a text. It takes the last of two keys of one name, and two settings on a line, so a text
 * that could hold either is not plain, nor is one whose lines are none of the usual.
 */
export function isPlain(text: string): boolean {
  if (MISREAD.test(text)) return false;
  const seen = new Set<string>();
  let table = "";
  let until: string | undefined;
  for (const [i, line] of text.split("\n").entries()) {
    if (until !== undefined) {
      const end = line.indexOf(until);
      if (end < 0) continue;
      if (!isRemark(line.slice(end + until.length))) return false;
      until = undefined;
      continue;
    }
    const written = line.trim();
    if (isRemark(written)) continue;
    const header = HEADER.exec(written)?.[1];
    const listed = LISTED_HEADER.exec(written)?.[1];
    const pair = PAIR.exec(written);
    const name = header ?? (listed === undefined ? pair?.[1] : `${listed} ${i}`);
    if (name === undefined) return false;
    const place = pair ? `${table}\n${plainName(name)}` : `[${plainName(name)}]`;
    if (seen.has(place) || seen.size === MOST_NAMES) return false;
    seen.add(place);
    if (!pair) table = place;
    const value = pair?.[2] ?? "";
    until = longTextIn(value);
    if (until === undefined && !isSimple(value)) return false;
  }
  return until === undefined;
}

function isRemark(text: string): boolean {
  return /^\s*(?:#.*)?$/.test(text);
}

/** A name without its quotes and spaces, so that `"a"` and `a` are one. */
function plainName(name: string): string {
  return name.replaceAll(/["'\s]/g, "");
}

/** The quotes that end a text which goes on behind its line. */
function longTextIn(value: string): string | undefined {
  const quotes = /^("""|''')/.exec(value)?.[1];
  return quotes !== undefined && !value.slice(3).includes(quotes) ? quotes : undefined;
}

/** Whether a value ends on its line and holds no key twice. */
function isSimple(value: string): boolean {
  const bare = value.replaceAll(/"""[^]*?"""|'''[^]*?'''|"(?:[^"\\]|\\.)*"|'[^']*'/g, '""');
  const [told = ""] = bare.split("#", 1);
  const keys = [...told.matchAll(/[{,]\s*([\w.-]+|"")\s*=/g)].map(([, key]) => key);
  const signs = told.split("=").length - 1;
  return keys.length === signs && new Set(keys).size === keys.length && !keys.includes('""') &&
    isBalanced(told, "[", "]") && isBalanced(told, "{", "}");
}

function isBalanced(text: string, open: string, close: string): boolean {
  return text.split(open).length === text.split(close).length;
}
