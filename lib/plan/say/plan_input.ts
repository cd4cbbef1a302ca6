/** What a plan is made from. */

import type { Config } from "../../config/config.ts";
import type { Settings } from "../../config/settings.ts";
import type { Tokenizer } from "../../tokens/tokenizer.ts";
import type { CachedTokens } from "../plan.ts";
import type { Prompt } from "../prompt.ts";
import type { RequestTiming } from "../when/request_timing.ts";
import type { SaidPart } from "./said_part.ts";

/** A prompt, and all that decides how it is answered. */
export interface PlanInput {
  /** The model's name, without any query. */
  readonly model: string;
  readonly prompt: Prompt;
  readonly settings: Settings;
  readonly config: Config;
  readonly tokenizer: Tokenizer;
  readonly promptTokens: number;
  /** What a cache has of the prompt; absent: nothing. */
  readonly cached?: CachedTokens;
  readonly timing: RequestTiming;
  /** Makes up data; present where `needsSampler` says so. */
  readonly sampler?: Sampler;
  /** What is said, part by part, where something decides it; else it follows from all the rest. */
  readonly reply?: readonly SaidPart[];
}

/** What makes up data. */
export type Sampler = typeof import("../../sample/sampler.ts");

/** Whether an answer may hold data that are made up. */
export function needsSampler({ tools, format }: Prompt): boolean {
  return tools.length > 0 || format.kind === "json";
}

/** The sampler of an answer that holds such data. */
export function samplerOf({ sampler }: Pick<PlanInput, "sampler">): Sampler {
  if (sampler) return sampler;
  throw new Error("Cannot make up data: the sampler was not loaded.");
}
