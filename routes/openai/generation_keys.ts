/** Keys of a body that several of OpenAI's protocols share, and what they mean. */

import { z } from "zod";
import { badRequest } from "../../lib/api_error.ts";
import { oneOf } from "./issue_words.ts";
import { closed } from "./unknown_keys.ts";
import { named } from "./validation.ts";

/** How long a prompt can be asked to be kept. */
export const CACHE_RETENTIONS = ["in_memory", "24h"];

/** The tiers that a request can ask for. */
export const SERVICE_TIERS = ["auto", "default", "fast", "flex", "priority"];

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
  stream_options: closed(z.looseObject({
    include_usage: z.boolean().nullish(),
    include_obfuscation: z.boolean().nullish(),
  })).optional(),
};

/** Keys of chat and of responses that are taken, and have no effect on a mock's answer. */
export const sharedKeys = {
  moderation: z.unknown(),
  prompt_cache_key: z.string(),
  prompt_cache_options: closed(z.looseObject({
    comparison_response_id: z.unknown().optional(),
    mode: z.unknown().optional(),
    prewarm: z.unknown().optional(),
    ttl: z.unknown().optional(),
  })),
  prompt_cache_retention: named(z.string(), oneOf(CACHE_RETENTIONS)),
  safety_identifier: z.string(),
  service_tier: named(z.string(), oneOf(SERVICE_TIERS)),
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
