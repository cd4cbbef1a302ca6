/** Undoes what `Content-Encoding` says was done to a request's body (RFC 9110, 8.4). */

import { STATUS_CODE } from "@std/http/status";
import { ApiError, badRequest } from "../api_error.ts";
import type { Turns } from "../clock/turns.ts";

/** Node's module, loaded once a body is compressed; it knows brotli and zstd, which `DecompressionStream` does not everywhere. */
type Zlib = typeof import("node:zlib");

/** How each encoding is undone. Clients take "deflate" for a zlib stream, as its RFC says, and for the bare one. */
const DECODERS: Readonly<Record<string, (zlib: Zlib, bytes: Uint8Array) => Decoder | undefined>> = {
  br: (zlib) => zlib.createBrotliDecompress(SLICES),
  deflate: (zlib, bytes) =>
    isZlib(bytes) ? zlib.createInflate(SLICES) : zlib.createInflateRaw(SLICES),
  gzip: (zlib) => zlib.createGunzip(SLICES),
  // Node 20 has none.
  zstd: (zlib) => "createZstdDecompress" in zlib ? zlib.createZstdDecompress(SLICES) : undefined,
};

/** Other names of the same. */
const ALIASES: ReadonlyMap<string, string> = new Map([["x-gzip", "gzip"]]);

const KNOWN = [...Object.keys(DECODERS), "identity"];

/** How many encodings may lie upon each other; each is work. */
const MOST_ENCODINGS = 4;

/** Bytes decoded before others may have their turn. */
const SLICES = { chunkSize: 64 * 1024 };

/** The part of a zlib stream that is used here. */
type Decoder = AsyncIterable<Uint8Array> & { end(bytes: Uint8Array): unknown };

/**
 * What has been done to a body of this `Content-Encoding`, in the order in which it is to be undone; "identity" is nothing.
 * Throws a 415 for an encoding that is not known.
 */
export function encodingsOf(header: string | null): readonly string[] {
  if (header === null) return [];
  const named = header.split(",").map((name) => name.trim().toLowerCase())
    .map((name) => ALIASES.get(name) ?? name)
    .filter((name) => name !== "" && name !== "identity");
  const foreign = named.find((name) => !Object.hasOwn(DECODERS, name));
  if (foreign !== undefined) throw unknownEncoding(foreign);
  if (named.length > MOST_ENCODINGS) {
    throw badRequest(`Cannot read the request body: it has over ${MOST_ENCODINGS} encodings.`);
  }
  return named.reverse();
}

/** The body as it was before one encoding; throws `tooLarge` as soon as it is over `maxBytes`, and a 400 where it is broken. */
export async function decoded(
  bytes: Uint8Array,
  encoding: string,
  { maxBytes, tooLarge, turns }: Limits,
): Promise<readonly Uint8Array[]> {
  const decoder = DECODERS[encoding]?.(await import("node:zlib"), bytes);
  if (!decoder) throw unknownEncoding(encoding);
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    decoder.end(bytes);
    for await (const chunk of decoder) {
      length += chunk.length;
      if (length > maxBytes) break; // Which also ends the decoder.
      chunks.push(chunk);
      if (turns.spent()) await turns.next();
    }
  } catch {
    throw badRequest(`Cannot read the request body: it is not what ${encoding} makes.`);
  }
  if (length > maxBytes) throw tooLarge();
  return chunks;
}

/** What decoding keeps within. */
export interface Limits {
  readonly maxBytes: number;
  readonly tooLarge: () => ApiError;
  readonly turns: Turns;
}

/** Whether this begins as a zlib stream does: the method is 8, and the first two bytes are a multiple of 31 (RFC 1950, 2.2). */
function isZlib([method = 0, flags = 0]: Uint8Array): boolean {
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

/** Where the runtime lacks one that we know, that one is not offered. */
function unknownEncoding(name: string): ApiError {
  const known = KNOWN.filter((one) => one !== name).join(", ");
  return new ApiError({
    status: STATUS_CODE.UnsupportedMediaType,
    message:
      `Cannot read the request body: its content-encoding '${name}' is not known. Send ${known} or none.`,
    code: "unsupported_content_encoding",
    headers: { "accept-encoding": known },
  });
}
