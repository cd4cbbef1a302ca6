/** Reads a request's JSON body, up to a limit. */

import { isRecord } from "../is_record.ts";
import { STATUS_CODE } from "@std/http/status";
import { ApiError } from "../api_error.ts";
import { hashText } from "../random.ts";
import type { Turns } from "../clock/turns.ts";
import { doInTurns, type Work } from "../clock/work.ts";
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
  readonly text: string;
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
  const { text, value } = await doInTurns(parsed(bytes, incoming.observer?.read), turns);
  if (!isRecord(value)) throw notJson();
  const isLong = bytes.length > LONG;
  if (isLong) await turns.next();
  return { text, value, isLong };
}

/** Bytes of a long body: JSON of so many is parsed in 1 ms, and checked in 5. */
const LONG = 128 * 1024;

/** The body's text and its value; `tellHash` is told the hash of the text before that is parsed. */
function* parsed(
  bytes: Uint8Array,
  tellHash: ((hash: number) => void) | undefined,
): Work<{ readonly text: string; readonly value: unknown }> {
  const text = yield* textOf(bytes);
  yield* checkBounds(text);
  if (tellHash) tellHash(yield* hashOf(text));
  return { text, value: parse(text) };
}

/** Bytes that are decoded, or hashed, before the work may pause: 10 MB of any script at once take 50 ms. */
const SLICE = 512 * 1024;

/** … and what that is in steps of a microsecond. */
const SLICE_STEPS = SLICE / 128;

const wholeDecoder = new TextDecoder();

function* textOf(bytes: Uint8Array): Work<string> {
  if (bytes.length <= SLICE) return wholeDecoder.decode(bytes);
  const decoder = new TextDecoder();
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += SLICE) {
    parts.push(decoder.decode(bytes.subarray(at, at + SLICE), { stream: true }));
    yield SLICE_STEPS;
  }
  return parts.join("") + decoder.decode();
}

function* hashOf(text: string): Work<number> {
  if (text.length <= SLICE) return hashText(text);
  let hash = hashText("");
  for (let from = 0; from < text.length; from += SLICE) {
    hash = hashText(text.slice(from, from + SLICE), hash);
    yield SLICE_STEPS;
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
