/** What a request's prompt counts, by the tokenizer and the rule of its model. */

import type { Settings } from "../config/settings.ts";
import type { Prompt } from "./prompt.ts";
import { countPrompt, promptRuleFor } from "../tokens/count_prompt.ts";
import { encodingFor } from "../tokens/encoding_for.ts";
import type { Tokenizer, Tokenizers } from "../tokens/tokenizer.ts";
import { toolsPromptText } from "../tokens/tools_prompt_text.ts";

/** A prompt's length, and the tokenizer that measured it and cuts the answer too. */
export interface CountedPrompt {
  readonly tokenizer: Tokenizer;
  readonly promptTokens: number;
}

/** Counts a prompt as `model` would. */
export async function countPromptOf(
  prompt: Prompt,
  model: string,
  settings: Settings,
  tokenizers: Tokenizers,
): Promise<CountedPrompt> {
  const tokenizer = await tokenizers(encodingFor(model, settings.encoding));
  const promptTokens = await countPrompt(
    tokenizer,
    prompt.messages,
    prompt.countedAs ?? promptRuleFor(model, settings.reasoning_tokens > 0),
    prompt.tools.length > 0 ? toolsPromptText(prompt.tools) : undefined,
  );
  return { tokenizer, promptTokens };
}
