/** Keys of a body that several of OpenAI's protocols share, and what they mean. */

import { z } from "zod";
import { badRequest } from "../../lib/api_error.ts";
import { named } from "./validation.ts";

/** Keys about how words are drawn. They have no effect on a mock's answer, but for `seed`, which is read as a setting. */
export const samplingKeys = {
  frequency_penalty: z.number().min(-2).max(2).optional(),
  logit_bias: z.record(z.string(), z.number()).optional(),
  presence_penalty: z.number().min(-2).max(2).optional(),
  seed: z.int().optional(),
  temperature: z.number().min(0).max(2).optional(),
  top_p: z.number().min(0).max(1).optional(),
  user: z.string().optional(),
};

/** How many answers there are, where they stop and how they leave. */
export const answerKeys = {
  n: z.int().min(1).max(128).optional(),
  stop: named(
    z.union([z.string(), z.array(z.string()).max(4)]),
    "one of a string or array of strings",
  ).optional(),
  stream: z.boolean().optional(),
  stream_options: z.looseObject({
    include_usage: z.boolean().optional(),
    include_obfuscation: z.boolean().optional(),
  }).optional(),
};

/** Throws the 400 of `stream_options` where nothing is streamed. */
export function refuseLoneStreamOptions(
  { stream, stream_options }: {
    readonly stream?: boolean | undefined;
    readonly stream_options?: object | undefined;
  },
): void {
  if (!stream_options || stream) return;
  throw badRequest(
    "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
    "stream_options",
  );
}

/** The texts before which an answer stops. */
export function stopTexts(
  { stop = [] }: { readonly stop?: string | readonly string[] | undefined },
): readonly string[] {
  return typeof stop === "string" ? [stop] : stop;
}

/** The tier that a request was served in: what its `service_tier` asks for, where that names one. */
export function servedTier(asked = "auto"): string {
  if (asked === "auto") return "default";
  return asked === "fast" ? "priority" : asked;
}
