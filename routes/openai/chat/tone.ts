/** Sounds of our own, as files: what a spoken answer's `audio.data` is made of. Each token is one slice, of 20 ms or so. */

import { base64 } from "../base64.ts";

/** A format of `audio.format`. */
export type AudioFormat = "wav" | "aac" | "mp3" | "flac" | "opus" | "pcm16";

/** The file of an answer in slices, as base64: one after another they are the base64 of the whole. */
export interface SoundFile {
  /** What stands before the first slice. */
  readonly head: string;
  /** Every slice is the same sound. */
  readonly slice: string;
}

/** Samples a second; OpenAI's `pcm16` is little-endian, mono, of this rate. */
const RATE = 24_000;
const SAMPLES = RATE / 50;
/** Whole periods fit into a slice, so that slices join without a click. */
const HERTZ = 400;
const LOUDNESS = 0.2 * 0x7fff;

/**
 * The sound of so many slices: a tone as WAV and as bare samples, and silence as MP3. What we cannot encode (AAC, FLAC, Opus)
 * is a WAV file, which players recognize by its first bytes.
 */
export function soundFile(format: AudioFormat, slices: number): SoundFile {
  switch (format) {
    case "pcm16":
      return { head: "", slice: TONE };
    case "mp3":
      return { head: "", slice: SILENT_MP3 };
    default:
      return { head: base64(wavHead(slices * SAMPLES * 2)), slice: TONE };
  }
}

const TONE = base64(tone());

function tone(): Uint8Array {
  const view = new DataView(new ArrayBuffer(SAMPLES * 2));
  for (let i = 0; i < SAMPLES; i++) {
    const sample = Math.round(LOUDNESS * Math.sin(2 * Math.PI * HERTZ * i / RATE));
    view.setInt16(i * 2, sample, true);
  }
  return new Uint8Array(view.buffer);
}

const MP3_HEADER = [0xff, 0xfb, 0x14, 0xc0];

/** One frame of 24 ms: MPEG 1, layer III, 32 kbit/s, 48 kHz, mono, whose side information says that nothing follows. */
const SILENT_MP3 = base64(Uint8Array.from({ length: 96 }, (_, i) => MP3_HEADER[i] ?? 0));

/** The head of a WAV file, with a chunk that readers skip: 60 bytes, a multiple of three, need no padding in base64. */
function wavHead(dataBytes: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(60));
  const write = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) view.setUint8(at + i, text.charCodeAt(i));
  };
  write(0, "RIFF");
  view.setUint32(4, 52 + dataBytes, true);
  write(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); // Uncompressed.
  view.setUint16(22, 1, true); // One channel.
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, "JUNK");
  view.setUint32(40, 8, true);
  write(52, "data");
  view.setUint32(56, dataBytes, true);
  return new Uint8Array(view.buffer);
}
