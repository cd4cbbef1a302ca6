/** From a checked request to its prompt, counted, and found to be one that the service takes. */

import type { Prompt } from "../plan/prompt.ts";
import { type CountedPrompt, countPromptOf } from "../plan/prompt_tokens.ts";
import type { Deps } from "./deps.ts";
import type { PromptReader } from "./dialect.ts";
import { raiseObjections } from "./objections.ts";
import type { CheckedRequest } from "./read_body.ts";

/** What is asked for, and how long it is. */
export interface ReadPrompt extends CountedPrompt {
  readonly prompt: Prompt;
}

/** Reads and counts a request's prompt; throws the `ApiError` of what the service has against the whole of it. */
export async function readPrompt<Body>(
  dialect: PromptReader<Body>,
  deps: Deps,
  { body, model, settings, refuseIfStrict, pause }: CheckedRequest<Body>,
): Promise<ReadPrompt> {
  const prompt = dialect.prompt(body, settings);
  if (pause) await pause();
  const counted = await countPromptOf(prompt, model, settings, deps.tokenizers);
  const asked = { body, model, settings, prompt, promptTokens: counted.promptTokens };
  if (pause) await pause();
  raiseObjections(dialect.objections, asked, refuseIfStrict);
  if (pause) await pause();
  return { prompt, ...counted };
}
