/** What a prompt costs in tokens: the cookbook's rule, exact for 194 of 194 recorded chat requests without tools. */

import { baseModel } from "./encoding_for.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** One message as the counting rule sees it: images and audio are not text and are left out. */
export interface CountedMessage {
  readonly role: string;
  readonly text: string;
  readonly name?: string;
  /** How many tokens its text is, where it came as tokens; `text` is not counted then. */
  readonly tokens?: number;
}

/** How messages become tokens; `plain` is the sum of their texts, as for embeddings. */
export type PromptRule = keyof typeof RULES;

/** What the markup around messages costs, in tokens. `perName` of -1: the name stands in the role's place. */
interface Markup {
  readonly perMessage: number;
  readonly perName: number;
  readonly priming: number;
}

/** From OpenAI's cookbook, "How to count tokens with tiktoken"; reasoning models measured one less (17 of 18). */
const RULES = {
  chat: { perMessage: 3, perName: 1, priming: 3 },
  chat_0301: { perMessage: 4, perName: -1, priming: 3 },
  reasoning_chat: { perMessage: 3, perName: 1, priming: 2 },
  plain: undefined,
} satisfies Record<string, Markup | undefined>;

/** What surrounds the definitions of tools, in tokens: gpt-tokenizer's and openai-chat-tokens' figure. */
const AROUND_TOOLS = 9;
/** The definitions go into the first system message where there is one, which saves this much of their own. */
const SAVED_BY_SYSTEM = 4;

/** The rule that a model's chat completions are counted by. */
export function promptRuleFor(modelId: string, isReasoning: boolean): PromptRule {
  if (isReasoning) return "reasoning_chat";
  return baseModel(modelId) === "gpt-3.5-turbo-0301" ? "chat_0301" : "chat";
}

/** Tokens in a prompt of any length; `toolsText` comes from `toolsPromptText`. Lets the event loop turn in between. */
export async function countPrompt(
  tokenizer: Tokenizer,
  messages: readonly CountedMessage[],
  rule: PromptRule,
  toolsText = "",
): Promise<number> {
  const markup: Markup | undefined = RULES[rule];
  const system = toolsText === "" ? undefined : messages.find(({ role }) => role === "system");
  let tokens = markup?.priming ?? 0;
  for (const message of messages) {
    const text = message === system ? endLine(message.text) : message.text;
    tokens += message.tokens ?? await tokenizer.countSlowly(text);
    if (markup) tokens += await countMarkup(tokenizer, message, markup);
  }
  if (toolsText === "") return tokens;
  const saved = system ? SAVED_BY_SYSTEM : 0;
  return tokens + await tokenizer.countSlowly(toolsText) + AROUND_TOOLS - saved;
}

async function countMarkup(
  tokenizer: Tokenizer,
  message: CountedMessage,
  { perMessage, perName }: Markup,
): Promise<number> {
  const tokens = perMessage + await tokenizer.countSlowly(message.role);
  if (message.name === undefined) return tokens;
  return tokens + perName + await tokenizer.countSlowly(message.name);
}

/** Definitions start on a line of their own. */
function endLine(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
