/** Finds the quoted texts of TOML, so that what looks like a name or a table within them is left alone. */

const LONG = String.raw`"""(?:[^\\"]|\\[^]|"(?!""))*"{3,5}|'''(?:[^']|'(?!''))*'{3,5}`;
const SHORT = String.raw`"(?:[^"\\\n]|\\.)*"|'[^'\n]*'`;

/** A pattern of texts in quotes and of comments. */
export const TEXT_OR_COMMENT: string = String.raw`${LONG}|${SHORT}|#[^\n]*`;

/** A longer text says nothing about places, and `toml-eslint-parser` overflows the stack at 120,000 characters. */
const LONGEST = 1000;

/** The text with its long texts emptied; what stands after them stays on its line, thanks to line breaks after a value. */
export function withoutLongTexts(text: string): string {
  return text.replaceAll(new RegExp(TEXT_OR_COMMENT, "g"), (found) => {
    if (found.length <= LONGEST) return found;
    if (found.startsWith("#")) return "#";
    return `""${found.replaceAll(/[^\n]+/g, "")}`;
  });
}
