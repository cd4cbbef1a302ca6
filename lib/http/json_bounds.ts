/** Whether a JSON text is of a size that can be parsed in one go, found out without parsing it. */

import { type ApiError, badRequest } from "../api_error.ts";
import type { Work } from "../clock/work.ts";

/** How many levels a body may have: far more than any means, far fewer than a recursion into it can stand. */
const MOST_LEVELS = 256;

/** … and how many keys in all, a batch of ten thousand requests: twice as many hold the event loop for 100 ms. */
const MOST_KEYS = 100_000;

/** … and how many one object, of which each is a name of its own, and how many the outermost: a service knows some fifty. */
const MOST_IN_ONE = 10_000;
const MOST_AT_TOP = 1000;

/** … and how many values: as many tokens as one request for embeddings may have. */
const MOST_VALUES = 350_000;

/** Characters looked at before the work may pause, and what that is in steps of a microsecond. */
const STRETCH = 64 * 1024;
const STRETCH_STEPS = STRETCH / 16;

/**
 * Throws a 400 for what is too deep or too much. `JSON.parse` takes millions of levels and of keys, for seconds, so this looks at the
 * text and does not recurse. Strings are skipped as a whole: an image of 9 MB is one.
 */
export function* checkBounds(json: string): Work<void> {
  let level = 0;
  let keys = 0;
  /** Keys of the objects that are open, by their level. */
  const own: number[] = [];
  let commas = 0;
  let quoted = false;
  let look = STRETCH;
  for (let i = 0; i < json.length; i++) {
    if (quoted) i = json.indexOf('"', i);
    if (i < 0) return; // A string without an end: not JSON, which is for the parser to say.
    const code = json.charCodeAt(i);
    if (quoted) quoted = isEscaped(json, i);
    else if (code === QUOTE) quoted = true;
    else if (code === BRACE || code === BRACKET) own[++level] = 0;
    else if (code === END_OF_BRACE || code === END_OF_BRACKET) level = Math.max(0, level - 1);
    else if (code === COLON) {
      keys++;
      const most = level === 1 ? MOST_AT_TOP : MOST_IN_ONE;
      const count = (own[level] ?? 0) + 1;
      own[level] = count;
      if (count > most) throw outOfBounds(`over ${most} keys in one object`);
    } else if (code === COMMA) commas++;
    if (level > MOST_LEVELS) throw outOfBounds(`over ${MOST_LEVELS} levels`);
    if (keys > MOST_KEYS) throw outOfBounds(`over ${MOST_KEYS} keys`);
    if (commas > MOST_VALUES) throw outOfBounds(`over ${MOST_VALUES} values`);
    if (i < look) continue;
    look = i + STRETCH;
    yield STRETCH_STEPS;
  }
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const BRACKET = 0x5b;
const END_OF_BRACKET = 0x5d;
const BRACE = 0x7b;
const END_OF_BRACE = 0x7d;

/** Whether the quote at `at` is one of the string's characters: an odd number of backslashes stands before it. */
function isEscaped(json: string, at: number): boolean {
  let slashes = 0;
  while (json.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes++;
  return slashes % 2 === 1;
}

function outOfBounds(what: string): ApiError {
  return badRequest(`Cannot read the request body: it has ${what}.`);
}
