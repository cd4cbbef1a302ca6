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
  return {
    at: frames.map(({ at }) => at),
    tokens: frames.map(({ tokens }) => tokens),
    alone: frames.some(({ alone }) => alone)
      ? frames.map(({ alone }) => alone === true)
      : undefined,
    silentUntil: frames.some(({ silentUntil }) => silentUntil !== undefined)
      ? frames.map(({ silentUntil }) => silentUntil)
      : undefined,
    ...(textOf(frames) ?? bytesOf(frames)),
  };
}

/** All frames encoded in one go; nothing where some are bytes already. */
function textOf(
  frames: readonly DataFrame[],
): Pick<EncodedFrames, "bytes" | "lengths"> | undefined {
  const texts: string[] = [];
  for (const { data } of frames) {
    if (typeof data !== "string") return undefined;
    texts.push(data);
  }
  const bytes = encoder.encode(texts.reduce((all, text) => all + text, ""));
  const isAscii = bytes.length === texts.reduce((sum, { length }) => sum + length, 0);
  const lengths = texts.map((text) => isAscii ? text.length : encoder.encode(text).length);
  return { bytes, lengths };
}

function bytesOf(frames: readonly DataFrame[]): Pick<EncodedFrames, "bytes" | "lengths"> {
  const parts = frames.map(({ data }) => typeof data === "string" ? encoder.encode(data) : data);
  const lengths = parts.map(({ length }) => length);
  return { bytes: joinBytes(parts), lengths };
}
