/** Some of the fuzzed bodies compressed, and some of those broken on their way. */

import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import type { Random } from "../../lib/random.ts";
import { pick } from "./fuzz_bodies.ts";

type Encode = (bytes: Uint8Array) => Uint8Array;

const QUICK = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

const ENCODINGS: readonly [
  readonly [string, Encode],
  ...(readonly [string, Encode])[],
] = [
  ["gzip", gzipSync],
  ["deflate", deflateSync],
  ["deflate", deflateRawSync],
  ["br", (bytes) => brotliCompressSync(bytes, QUICK)],
  ["zstd", zstdCompressSync],
  ["gzip, zstd", (bytes) => zstdCompressSync(gzipSync(bytes))],
  ["identity", (bytes) => bytes],
  ["gzip", (bytes) => bytes],
  ["lzma", (bytes) => bytes],
];

/** A body as it is sent: every fourth compressed, every sixteenth broken as well. */
export function compressed(
  json: string,
  random: Random,
): { readonly encoding?: string; readonly body: string | Uint8Array<ArrayBuffer> } {
  if (random() < 0.75) return { body: json };
  const [encoding, encode] = pick(random, ENCODINGS);
  const body = new Uint8Array(encode(new TextEncoder().encode(json)));
  if (random() < 0.75) return { encoding, body };
  const at = Math.floor(random() * body.length);
  if (random() < 0.5) return { encoding, body: body.slice(0, at) };
  body[at] = (body[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  return { encoding, body };
}
