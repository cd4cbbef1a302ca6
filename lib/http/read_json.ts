/** Reads a request's JSON body, up to a limit. */

import { isRecord } from "../is_record.ts";
import { STATUS_CODE } from "@std/http/status";
import { ApiError } from "../api_error.ts";
import { hashText } from "../random.ts";
import type { Turns } from "../clock/turns.ts";
import type { Exchange } from "./exchange.ts";
import { decoded, encodingsOf } from "./content_encoding.ts";
import { checkBounds } from "./json_bounds.ts";
import { type Incoming, joined, readBytes } from "./read_bytes.ts";

/**
 * The body as a JSON object, decoded where it is compressed; throws a 413 over `maxBytes`, before and after decoding, a 415
 * for an encoding that is not known, and a 400 for anything but an object. A long one is read in several `turns`. `limitedBy`
 * is the key of `[server]` that sets the limit. The observer is told a hash of the body's text, whatever that says.
 */
export async function readJson(
  incoming: Incoming & Partial<Pick<Exchange, "observer">>,
  maxBytes: number,
  turns: Turns,
  limitedBy = "max_body_bytes",
): Promise<Readonly<Record<string, unknown>>> {
  return (await readSizedJson(incoming, maxBytes, turns, limitedBy)).value;
}

/** A body, and whether it is so long that others should have their turn between any two steps that go through all of it. */
export interface SizedJson {
  readonly value: Readonly<Record<string, unknown>>;
  readonly isLong: boolean;
}

/** As `readJson`. */
export async function readSizedJson(
  incoming: Incoming & Partial<Pick<Exchange, "observer">>,
  maxBytes: number,
  turns: Turns,
  limitedBy = "max_body_bytes",
): Promise<SizedJson> {
  const encodings = encodingsOf(incoming.request.headers.get("content-encoding"));
  const over = () => tooLarge(maxBytes, limitedBy);
  let bytes = await readBytes(incoming, maxBytes, over);
  for (const encoding of bytes.length > 0 ? encodings : []) {
    bytes = joined(await decoded(bytes, encoding, { maxBytes, tooLarge: over, turns }));
  }
  const text = await textOf(bytes, turns);
  await checkBounds(text, turns);
  const read = incoming.observer?.read;
  if (read) read(await hashOf(text, turns));
  const value = parse(text);
  if (!isRecord(value)) throw notJson();
  const isLong = bytes.length > LONG;
  if (isLong) await turns.next();
  return { value, isLong };
}

/** Bytes of a long body: JSON of so many is parsed in 1 ms, and checked in 5. */
const LONG = 128 * 1024;

/** Bytes that are decoded before it is asked whether the turn is over: 10 MB of any script at once take 50 ms. */
const SLICE = 512 * 1024;

const wholeDecoder = new TextDecoder();

async function textOf(bytes: Uint8Array, turns: Turns): Promise<string> {
  if (bytes.length <= SLICE) return wholeDecoder.decode(bytes);
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += SLICE) {
    if (turns.spent()) await turns.next();
    parts.push(decoder.decode(bytes.subarray(at, at + SLICE), { stream: true }));
  }
  return parts.join("") + decoder.decode();
}

async function hashOf(text: string, turns: Turns): Promise<number> {
  let hash = hashText("");
  for (let from = 0; from < text.length; from += SLICE) {
    if (from > 0 && turns.spent()) await turns.next();
    hash = hashText(text.slice(from, from + SLICE), hash);
  }
  return hash;
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
