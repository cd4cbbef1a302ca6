/** Plans for tests, of a text of a hundred tokens; a token here is four characters. */

import { doAtOnce, type Work } from "../../lib/clock/work.ts";
import { eventLoopTurns } from "../../lib/clock/turns.ts";
import { configFrom } from "../../lib/config/config.ts";
import { defaultSettings, type Settings } from "../../lib/config/settings.ts";
import * as sampler from "../../lib/sample/sampler.ts";
import { type Plan, tokensOf } from "../../lib/plan/plan.ts";
import { planCompletion } from "../../lib/plan/plan_completion.ts";
import type { Prompt } from "../../lib/plan/prompt.ts";
import { deltaSteps } from "../../lib/plan/steps.ts";
import { estimateTokenizer } from "../../lib/tokens/estimate.ts";

const HUNDRED = "abc ".repeat(100);

const config = configFrom({
  general: { default_tokens_per_second: 10, default_response_mode: "hundred" },
  traces: {
    stutter: { gaps_ms: [10, 10, 10, 170] },
    silent: { gaps_ms: [0, 0] },
    late: { gaps_ms: [0, 0, 0, 400] },
  },
  responses: { hundred: { content: HUNDRED }, ten: { content: "xyz ".repeat(10) } },
}, 0);

const tokenizer = estimateTokenizer(eventLoopTurns());

/** What a plan is asked for where a test says nothing else. */
export const PROMPT: Prompt = {
  delivery: "stream",
  conversation: [],
  tools: [],
  toolChoice: { kind: "auto" },
  format: { kind: "text" },
  stop: [],
  choices: 1,
};

/** The plan of a request of 100 tokens. */
export function planFor(
  settings: Partial<Settings> = {},
  prompt: Partial<Prompt> = {},
  seed = 1,
): Plan {
  return doAtOnce(workFor(settings, prompt, seed));
}

/** The work of such a plan. */
export function workFor(
  settings: Partial<Settings> = {},
  prompt: Partial<Prompt> = {},
  seed = 1,
): Work<Plan> {
  return planCompletion({
    prompt: { ...PROMPT, ...prompt },
    settings: { ...defaultSettings, ...config.defaults, ...settings },
    config,
    tokenizer,
    sampler,
    promptTokens: 100,
    model: "m",
    created: 5,
    seed,
  });
}

/** When each delta is due, of all choices. */
export const dues = (plan: Plan) => [...deltaSteps(plan)].map(({ at }) => at);

/** The tokens of each delta of the first choice. */
export const sizes = (plan: Plan) =>
  [...plan.choices[0]?.deltas ?? []].map(({ value }) => tokensOf(value));

/** When the last choice ends. */
export const endOf = (plan: Plan) => Math.max(...plan.choices.map(({ end }) => end.at));
