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
  /** What is said, part by part, where something decides it; else it follows from all the rest. */
  readonly reply?: readonly SaidPart[];
}
