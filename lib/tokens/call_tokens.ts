/** What a function call costs beside its name and arguments (docs/wire.md §7, measured on recordings). */

import { baseModel } from "./encoding_for.ts";

const LONE = 7;
const LONE_GPT_4 = 4;
/** Two calls together cost 27 to 33. */
const PARALLEL = 15;

/** Tokens of the frame of each of `calls` calls. */
export function callTokensFor(model: string, calls: number): number {
  if (calls > 1) return PARALLEL;
  return /^gpt-4(-|$)/.test(baseModel(model)) ? LONE_GPT_4 : LONE;
}
