/** Reads a request's body as bytes, up to a limit, from a client that may be slow or go away. */

import { joinBytes } from "../stream/join_bytes.ts";
import { STATUS_CODE } from "@std/http/status";
import { ApiError } from "../api_error.ts";
import type { Exchange } from "./exchange.ts";

/** What a body is read from. Without patience, as in process, it is waited for as long as it takes. */
export type Incoming = Pick<Exchange, "request" | "patience">;

/** How long nothing may come of a body. One that tells its length is read in one go, and has so long again for each megabyte. */
const PATIENCE_MS = 30_000;
const MEGABYTE = 1024 * 1024;

/**
 * All of the body; throws `tooLarge()` over `maxBytes`, by its length before anything of it is read, a 408 where it does not come,
 * and a 400 where it breaks off.
 */
export function readBytes(
  incoming: Incoming,
  maxBytes: number,
  tooLarge: () => ApiError,
): Promise<Uint8Array> {
  const { request } = incoming;
  const declared = request.headers.get("content-length");
  if (declared === null) return readChunks(incoming, maxBytes, tooLarge).then(joined);
  const length = Number(declared);
  if (length > maxBytes) return Promise.reject(tooLarge());
  // In one go: each chunk would be a turn of a busy event loop.
  const patienceMs = PATIENCE_MS * (1 + Math.floor(length / MEGABYTE));
  return arrived(incoming, request.bytes(), patienceMs);
}

async function readChunks(
  incoming: Incoming,
  maxBytes: number,
  tooLarge: () => ApiError,
): Promise<readonly Uint8Array[]> {
  const reader = incoming.request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (reader) {
    const { done, value } = await arrived(incoming, reader.read(), PATIENCE_MS);
    if (done) break;
    length += value.length;
    if (length > maxBytes) {
      void reader.cancel().catch(() => {});
      throw tooLarge();
    }
    chunks.push(value);
  }
  return chunks;
}

/** A part of a body, once it is there. */
async function arrived<T>({ patience }: Incoming, reading: Promise<T>, ms: number): Promise<T> {
  try {
    return await (patience ? patience(reading, ms) : reading);
  } catch (error) {
    throw error instanceof ApiError ? error : brokenOff();
  }
}

/** Whatever the platform throws here is the client's doing. */
function brokenOff(): ApiError {
  return new ApiError({
    status: STATUS_CODE.BadRequest,
    message: "Cannot read the request body: it broke off, or its chunks are not as HTTP has them.",
    clientLeft: true,
  });
}

/** Several pieces as one. */
export function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  return joinBytes(chunks);
}
