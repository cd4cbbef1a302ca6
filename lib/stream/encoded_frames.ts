/** Frames as bytes, with what has to be known of each. */

import type { DataFrame } from "./frame.ts";
import { joinBytes } from "./join_bytes.ts";

const encoder = new TextEncoder();

/** Frames as columns: objects of their own would be more memory for every event to visit and for V8 to clear away. */
export interface EncodedFrames {
  readonly at: readonly number[];
  readonly tokens: readonly number[];
  /** In bytes. */
  readonly lengths: readonly number[];
  /** Those that must leave alone; absent where none must. */
  readonly alone: readonly boolean[] | undefined;
  /** When the silence of each heartbeat ends; absent where there are none. */
  readonly silentUntil: readonly (number | undefined)[] | undefined;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** No frames. */
export const NOTHING: EncodedFrames = {
  at: [],
  tokens: [],
  lengths: [],
  alone: undefined,
  silentUntil: undefined,
  bytes: new Uint8Array(0),
};

/** Encodes frames, all in one go where it can. */
export function encodeFrames(frames: readonly DataFrame[]): EncodedFrames {
  const { bytes, lengths } = textOf(frames) ?? bytesOf(frames);
  return {
    at: frames.map(({ at }) => at),
    tokens: frames.map(({ tokens }) => tokens),
    lengths,
    alone: frames.some(({ alone }) => alone)
      ? frames.map(({ alone }) => alone === true)
      : undefined,
    silentUntil: frames.some(({ silentUntil }) => silentUntil !== undefined)
      ? frames.map(({ silentUntil }) => silentUntil)
      : undefined,
    bytes,
  };
}

/** Bytes of several frames, and which of them are whose. */
type Encoded = Pick<EncodedFrames, "bytes" | "lengths">;

/** All frames encoded in one go; nothing where some are bytes already. */
function textOf(frames: readonly DataFrame[]): Encoded | undefined {
  let text = "";
  for (const { data } of frames) {
    if (typeof data !== "string") return undefined;
    text += data;
  }
  const bytes = encoder.encode(text);
  const isAscii = bytes.length === text.length;
  const lengths = frames.map(({ data }) =>
    isAscii || typeof data !== "string" ? data.length : encoder.encode(data).length
  );
  return { bytes, lengths };
}

function bytesOf(frames: readonly DataFrame[]): Encoded {
  const parts = frames.map(({ data }) => typeof data === "string" ? encoder.encode(data) : data);
  const lengths = parts.map(({ length }) => length);
  return { bytes: joinBytes(parts), lengths };
}
