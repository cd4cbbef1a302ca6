/** What a request says about a spoken answer: `modalities` and `audio`. */

import { z } from "zod";
import { badRequest } from "../../../lib/api_error.ts";
import type { RefuseIfStrict } from "../../../lib/dialect/objections.ts";
import { missing } from "../issue_words.ts";

/** The keys of a body. */
export const audioKeys = {
  audio: z.looseObject({
    format: z.enum(["wav", "aac", "mp3", "flac", "opus", "pcm16"]),
    voice: z.union([z.string(), z.looseObject({ id: z.string() })]).optional(),
  }).optional(),
  modalities: z.array(z.enum(["text", "audio"])).optional(),
};

type AudioRequest = z.output<z.ZodObject<typeof audioKeys>> & {
  readonly stream?: boolean | undefined;
};

/** Whether the answer is to be spoken. */
export function isSpoken({ modalities = [] }: AudioRequest): boolean {
  return modalities.includes("audio");
}

/** Refuses what the real service does; a stream of anything but bare samples can be served. */
export function checkSpoken(body: AudioRequest, refuseIfStrict: RefuseIfStrict): void {
  if (!isSpoken(body)) return;
  if (!body.audio) throw missing("audio");
  const { format } = body.audio;
  if (!body.stream || format === "pcm16") return;
  refuseIfStrict(badRequest(
    `Unsupported value: 'audio.format' does not support '${format}' when stream=true. Supported values are: 'pcm16'.`,
    "audio.format",
    "unsupported_value",
  ));
}
