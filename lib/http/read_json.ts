/** Reads a request's JSON body, up to a limit. */

import { isRecord } from "../is_record.ts";
import { STATUS_CODE } from "@std/http/status";
import { ApiError, badRequest } from "../api_error.ts";
import type { Turns } from "../clock/turns.ts";
import { decoded, encodingsOf } from "./content_encoding.ts";

/**
 * The body as a JSON object, decoded where it is compressed; throws a 413 over `maxBytes`, before and after decoding, a 415
 * for an encoding that is not known, and a 400 for anything but an object. A long one is read in several `turns`. `limitedBy`
 * is the key of `[server]` that sets the limit.
 */
export async function readJson(
  request: Request,
  maxBytes: number,
  turns: Turns,
  limitedBy = "max_body_bytes",
): Promise<Readonly<Record<string, unknown>>> {
  const encodings = encodingsOf(request.headers.get("content-encoding"));
  const over = () => tooLarge(maxBytes, limitedBy);
  let bytes = await readBytes(request, maxBytes, over);
  for (const encoding of bytes.length > 0 ? encodings : []) {
    const limits = { maxBytes, tooLarge: over, turns };
    bytes = joined(await decoded(bytes, encoding, limits));
  }
  const isLong = bytes.length > STRETCH;
  if (isLong && turns.spent()) await turns.next();
  const text = new TextDecoder().decode(bytes);
  if (isLong && turns.spent()) await turns.next();
  const value = parse(text);
  if (!isRecord(value)) throw notJson();
  if (await isTooDeep(text, turns)) throw tooDeep();
  return value;
}

async function readBytes(
  request: Request,
  maxBytes: number,
  over: () => ApiError,
): Promise<Uint8Array> {
  const declared = request.headers.get("content-length");
  if (Number(declared) > maxBytes) throw over();
  if (declared !== null) return await request.bytes(); // In one go: each chunk would be a turn of a busy event loop.
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw over();
    chunks.push(chunk);
  }
  return joined(chunks);
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function tooLarge(maxBytes: number, limitedBy: string): ApiError {
  return new ApiError({
    status: STATUS_CODE.ContentTooLarge,
    message:
      `Cannot take a request body over ${maxBytes} bytes: raise ${limitedBy} in [server] of config.toml.`,
    code: "request_too_large",
  });
}

function notJson(): ApiError {
  return new ApiError({
    status: STATUS_CODE.BadRequest,
    message: "Cannot read the request body: it is not a JSON object.",
    fault: "not_json",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

/** How many levels a body may have: far more than any means, far fewer than a recursion into it can stand. */
const MOST_LEVELS = 256;

/** Characters looked at before it is asked whether the turn is over. */
const STRETCH = 64 * 1024;

/**
 * JSON.parse takes millions of levels, so this looks at the text and does not recurse. Strings are skipped as a whole: an
 * image of 9 MB is one. The text is known to be JSON.
 */
async function isTooDeep(json: string, turns: Turns): Promise<boolean> {
  let level = 0;
  let quoted = false;
  let look = STRETCH;
  for (let i = 0; i < json.length; i++) {
    if (quoted) i = json.indexOf('"', i);
    const code = json.charCodeAt(i);
    if (quoted) quoted = isEscaped(json, i);
    else if (code === QUOTE) quoted = true;
    else if (code === BRACE || code === BRACKET) level++;
    else if (code === END_OF_BRACE || code === END_OF_BRACKET) level--;
    if (level > MOST_LEVELS) return true;
    if (i < look) continue;
    look = i + STRETCH;
    if (turns.spent()) await turns.next();
  }
  return false;
}

const QUOTE = 0x22;
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

function tooDeep(): ApiError {
  return badRequest(`Cannot read the request body: it has over ${MOST_LEVELS} levels.`);
}
