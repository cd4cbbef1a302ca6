/** What a rule asks of a text, as it is written: some words, or a regular expression between slashes. */

/** What a text must have. */
export type TextCondition =
  /** These words anywhere, whatever their case; they are in lower case here. */
  | { readonly kind: "contained"; readonly text: string }
  | RegexCondition;

/** A regular expression, and which of i, m and s stand behind it. */
export interface RegexCondition {
  readonly kind: "regex";
  readonly source: string;
  readonly flags: string;
}

const REGEX = /^\/(.+)\/([imsu]*)$/s;

/** Reads a condition. What begins and ends with a slash is a regular expression, `/usr/lib` is not. */
export function textConditionOf(written: string): TextCondition {
  const [, source, flags = ""] = REGEX.exec(written) ?? [];
  return source === undefined
    ? { kind: "contained", text: written.toLowerCase() }
    : { kind: "regex", source, flags };
}
