/** What a plan is made from. */

import type { Config } from "../../config/config.ts";
import type { Settings } from "../../config/settings.ts";
import type { Tokenizer } from "../../tokens/tokenizer.ts";
import type { Prompt } from "../prompt.ts";
import type { RequestTiming } from "../when/request_timing.ts";

/** A prompt, and all that decides how it is answered. */
export interface PlanInput {
  /** The model's name, without any query. */
  readonly model: string;
  readonly prompt: Prompt;
  readonly settings: Settings;
  readonly config: Config;
  readonly tokenizer: Tokenizer;
  readonly promptTokens: number;
  readonly timing: RequestTiming;
}
