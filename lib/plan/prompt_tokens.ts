/** What a request's prompt counts, by the tokenizer and the rule of its model. */

import type { Settings } from "../config/settings.ts";
import type { Part, Turn } from "./conversation.ts";
import type { Prompt } from "./prompt.ts";
import { type CountedMessage, countPrompt, promptRuleFor } from "../tokens/count_prompt.ts";
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
    prompt.conversation.map(countedTurn),
    prompt.countedAs ?? promptRuleFor(model, settings.reasoning_tokens > 0),
    prompt.tools.length > 0 ? toolsPromptText(prompt.tools) : undefined,
  );
  return { tokenizer, promptTokens };
}

/** Counts a prompt's beginning, up to some characters of a turn's text; of turn -1, which is the tools. Without what stands at its end. */
export async function tokensUpTo(
  { turn, characters }: { readonly turn: number; readonly characters: number },
  prompt: Prompt,
  model: string,
  settings: Settings,
  tokenizer: Tokenizer,
): Promise<number> {
  const rule = prompt.countedAs ?? promptRuleFor(model, settings.reasoning_tokens > 0);
  const messages = prompt.conversation.slice(0, turn + 1).map(countedTurn).map((message, i) =>
    i === turn ? { ...message, text: message.text.slice(0, characters) } : message
  );
  const toolsText = prompt.tools.length > 0 ? toolsPromptText(prompt.tools) : "";
  const told = turn < 0 ? toolsText.slice(0, characters) : toolsText;
  const [all, end] = [
    await countPrompt(tokenizer, messages, rule, told),
    await countPrompt(tokenizer, [], rule),
  ];
  return all - end;
}

/** A turn as it is counted: one text, without images and audio, and without thinking, which is not read again. */
function countedTurn({ role, name, parts }: Turn): CountedMessage {
  const tokens = parts.reduce((sum, part) => part.kind === "tokens" ? sum + part.count : sum, 0);
  return {
    role,
    text: parts.map(partText).join(""),
    ...(name === undefined ? {} : { name }),
    ...(tokens === 0 ? {} : { tokens }),
  };
}

/** What is counted of a part as text. */
export function partText(part: Part): string {
  switch (part.kind) {
    case "text":
    case "result":
      return part.text;
    case "call":
      return part.name + part.arguments;
    default:
      return "";
  }
}
