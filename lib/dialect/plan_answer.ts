/** From a checked request to the plan of its answer. */

import { doInTurns } from "../clock/work.ts";
import type { Exchange } from "../http/exchange.ts";
import { loadOnce } from "../http/later.ts";
import type { Plan } from "../plan/plan.ts";
import { planCompletion } from "../plan/plan_completion.ts";
import { needsSampler } from "../plan/say/plan_input.ts";
import type { Prompt } from "../plan/prompt.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";
import type { Deps } from "./deps.ts";
import type { PromptReader } from "./dialect.ts";
import { lookUpPrompt } from "./prompt_cache.ts";
import type { CheckedRequest } from "./read_body.ts";
import { readPrompt } from "./read_prompt.ts";
import { refuseWithoutEffect } from "./without_effect.ts";

/** What was asked, and the answer to it. */
export interface PlannedAnswer {
  readonly prompt: Prompt;
  readonly plan: Plan;
  readonly tokenizer: Tokenizer;
}

/** Loads what the first prompt with tools, or for JSON, would wait for. */
export const loadSampler = loadOnce(() => import("../sample/sampler.ts"));

/** Plans the answer to a body. */
export async function planAnswer<Body>(
  dialect: PromptReader<Body>,
  deps: Deps,
  checked: CheckedRequest<Body>,
  { apiKey }: Pick<Exchange, "apiKey">,
): Promise<PlannedAnswer> {
  const { model, settings, config, reply } = checked;
  refuseWithoutEffect(checked);
  const read = await readPrompt(dialect, deps, checked);
  const { prompt, tokenizer, promptTokens } = read;
  const cached = settings.prompt_cache
    ? await lookUpPrompt(deps, checked, read, apiKey)
    : undefined;
  const work = planCompletion({
    prompt,
    settings,
    config,
    tokenizer,
    promptTokens,
    ...(cached ? { cached } : {}),
    model,
    ...(needsSampler(prompt) ? { sampler: await loadSampler() } : {}),
    ...(reply ? { reply } : {}),
    created: Math.floor(deps.clock.unixMs() / 1000),
    seed: settings.seed ?? deps.newSeed(),
  });
  return { prompt, plan: await doInTurns(work, deps.turns), tokenizer };
}
