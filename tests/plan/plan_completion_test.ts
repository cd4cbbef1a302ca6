/** From a prompt to a plan: which words, when, and what they count. A token here is four characters. */

import { assert, assertEquals, assertNotEquals, assertThrows } from "@std/assert";
import { ApiError } from "../../lib/api_error.ts";
import { configFrom } from "../../lib/config/config.ts";
import { defaultSettings, type Settings } from "../../lib/config/settings.ts";
import * as sampler from "../../lib/sample/sampler.ts";
import { type Plan, saidBy, tokensOf } from "../../lib/plan/plan.ts";
import { deltaSteps } from "../../lib/plan/steps.ts";
import { doAtOnce } from "../../lib/clock/work.ts";
import { planCompletion } from "../../lib/plan/plan_completion.ts";
import type { Conversation } from "../../lib/plan/conversation.ts";
import type { Prompt } from "../../lib/plan/prompt.ts";
import { estimateTokenizer } from "../../lib/tokens/estimate.ts";
import { eventLoopTurns } from "../../lib/clock/turns.ts";
import { PROMPT } from "./plan_fixture.ts";

const TEN = "aaa bbb ccc ddd eee fff ggg hhh iii jjj ";

const config = configFrom({
  general: { default_tokens_per_second: 10, default_response_mode: "ten" },
  responses: {
    ten: { content: TEN },
    two: { content: "one two " },
    six: { content: "y".repeat(24) },
  },
  auto_response_length: {
    slow: { max_tokens_per_second: 20, response_length: "two" },
    fast: { max_tokens_per_second: 50, response_length: "six" },
  },
}, 0);

const tokenizer = estimateTokenizer(eventLoopTurns());

function planFor(settings: Partial<Settings> = {}, prompt: Partial<Prompt> = {}, seed = 1): Plan {
  return doAtOnce(planCompletion({
    prompt: { ...PROMPT, ...prompt },
    settings: { ...defaultSettings, ...config.defaults, ...settings },
    config,
    tokenizer,
    sampler,
    promptTokens: 100,
    model: "m",
    created: 5,
    seed,
  }));
}

/** The deltas of the first choice: when, how many tokens, and what. */
function told(plan: Plan) {
  return [...plan.choices[0]?.deltas ?? []].map(({ at, value }) => ({
    at,
    tokens: tokensOf(value),
    kind: value.kind,
    text: value.kind === "call" ? value.call.name : value.piece.text,
  }));
}

const said = (plan: Plan, choice = 0) => {
  const one = plan.choices[choice];
  return one ? saidBy(one).text : "";
};
const ats = (plan: Plan) => told(plan).map(({ at }) => at);
const lastAt = (plan: Plan) => Math.max(...plan.choices.map(({ end }) => end.at));
const ending = (plan: Plan) => plan.choices[0]?.end.value;

const WEATHER = {
  kind: "function" as const,
  name: "get_weather",
  parameters: {
    type: "object",
    properties: { city: { const: "Oslo" } },
    required: ["city"],
    additionalProperties: false,
  },
};
const TIME = { ...WEATHER, name: "get_time_" };

Deno.test("planCompletion: each token is a delta at its time, and ends with the last", () => {
  const plan = planFor();
  assertEquals(said(plan), TEN);
  assertEquals(ats(plan), [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]);
  assertEquals([lastAt(plan), ending(plan)], [1000, { reason: "stop" }]);
  assertEquals(plan.usage, { promptTokens: 100, completionTokens: 10, reasoningTokens: 0 });
  assertEquals([plan.model, plan.created, plan.truncated, plan.id.length], ["m", 5, false, 48]);
});

Deno.test("planCompletion: ttft and prefill move the first token and all behind it", () => {
  const plan = planFor({ ttft_ms: 50, prefill_tokens_per_second: 1000 });
  assertEquals([ats(plan)[0], lastAt(plan)], [150, 1050]);
});

Deno.test("planCompletion: a chunk of several tokens leaves when its last token is due, and the rate stays", () => {
  const plan = planFor({ tokens_per_chunk: 4 });
  assertEquals(told(plan).map(({ at, tokens }) => [at, tokens]), [[400, 4], [800, 4], [1000, 2]]);
  assertEquals([said(plan), lastAt(plan), plan.usage.completionTokens], [TEN, 1000, 10]);
});

Deno.test("planCompletion: an infinite rate is instant", () => {
  const plan = planFor({ tokens_per_second: Infinity });
  assertEquals([new Set(ats(plan)), lastAt(plan)], [new Set([0]), 0]);
});

Deno.test("planCompletion: the same seed plans the same, to the tick; another seed another id and jitter", () => {
  const settings = { jitter: 0.7, response_length: "random" };
  const data = (seed: number) => {
    const plan = planFor(settings, { choices: 3 }, seed);
    return { id: plan.id, steps: [...deltaSteps(plan)], usage: plan.usage };
  };
  assertEquals(data(1), data(1));
  assertNotEquals(data(1).id, data(2).id);
  assertNotEquals(ats(planFor({ jitter: 0.7 }, {}, 1)), ats(planFor({ jitter: 0.7 }, {}, 2)));
});

Deno.test("planCompletion: max_tokens cuts, and says length; what just fits ends by itself", () => {
  const cut = planFor({}, { maxTokens: 3 });
  assertEquals([said(cut), ending(cut), lastAt(cut)], ["aaa bbb ccc ", { reason: "length" }, 300]);
  assertEquals(cut.usage.completionTokens, 3);
  assertEquals(ending(planFor({}, { maxTokens: 10 })), { reason: "stop" });
});

Deno.test("planCompletion: ends before the first of the stop texts, wherever its tokens lie", () => {
  const plan = planFor({}, { stop: ["nothing", "ddd", "c d", "c ddd"] });
  assertEquals(said(plan), "aaa bbb cc");
  assertEquals(ending(plan), { reason: "stop", stopSequence: "c d" });
  assertEquals([plan.usage.completionTokens, lastAt(plan)], [3, 300]);
  const none = planFor({}, { stop: ["aaa"] });
  assertEquals([said(none), none.usage.completionTokens], ["", 0]);
});

Deno.test("planCompletion: n choices each say it, share the clock and sum in usage", () => {
  const plan = planFor({}, { choices: 3 });
  assertEquals(plan.choices.map((_, i) => said(plan, i)), [TEN, TEN, TEN]);
  assertEquals([plan.usage.completionTokens, lastAt(plan)], [30, 1000]);
  const steps = [...deltaSteps(plan)].slice(0, 6).map(({ index, at }) => [index, at]);
  assertEquals(steps, [[0, 100], [1, 100], [2, 100], [0, 200], [1, 200], [2, 200]]);
});

Deno.test("planCompletion: more tokens than can be planned are refused, and n named", () => {
  const error = assertThrows(
    () => planFor({ duration_seconds: 60_000 }, { choices: 2 }),
    ApiError,
  );
  assertEquals([error.data.status, error.data.param], [400, "n"]);
});

Deno.test("planCompletion: the text is by name, by speed or for a time; a name that is not there is refused", () => {
  assertEquals(said(planFor({ response_length: "two" })), "one two ");
  const auto = (tps: number) =>
    planFor({ response_length: "auto", tokens_per_second: tps }).usage.completionTokens;
  assertEquals([auto(5), auto(20), auto(21), auto(50), auto(1000)], [2, 2, 6, 6, 6]);
  const error = assertThrows(() => planFor({ response_length: "nope" }), ApiError);
  assertEquals(error.data.param, "response_length");
  assert(error.message.includes("'ten', 'two', 'six', 'random', 'auto'"), error.message);
});

Deno.test("planCompletion: duration_seconds speaks for so long, first token, prefill and thinking included", () => {
  for (const settings of [{}, { ttft_ms: 400 }, { prefill_tokens_per_second: 100 }]) {
    const plan = planFor({ duration_seconds: 5, ...settings });
    assertEquals(lastAt(plan), 5000);
  }
  const plan = planFor({ duration_seconds: 5, reasoning_tokens: 20 });
  assertEquals([lastAt(plan), plan.usage.reasoningTokens], [5000, 20]);
  assertEquals(planFor({ duration_seconds: 0.001 }).usage.completionTokens, 1);
});

Deno.test("planCompletion: thinking comes first, in time and in usage", () => {
  const plan = planFor({ reasoning_tokens: 4 });
  assertEquals(told(plan).map(({ kind }) => kind).indexOf("text"), 4);
  assertEquals(plan.usage, { promptTokens: 100, completionTokens: 14, reasoningTokens: 4 });
  assertEquals(lastAt(plan), 1400);
  const cut = planFor({ reasoning_tokens: 4 }, { maxTokens: 3 });
  assertEquals(told(cut).map(({ kind }) => kind), ["reasoning", "reasoning", "reasoning"]);
});

Deno.test("planCompletion: a call's name and frame cost their tokens and their time before its arguments", () => {
  const plan = planFor({}, { tools: [WEATHER] });
  const [head, ...args] = told(plan);
  assertEquals(head, { kind: "call", text: "get_weather", tokens: 10, at: 1000 });
  assertEquals(args.map(({ text }) => text).join(""), '{"city":"Oslo"}');
  assertEquals([args[0]?.at, ending(plan)], [1100, { reason: "tool_calls" }]);
  assertEquals(plan.usage.completionTokens, 14);
});

const ANSWERED: Conversation = [{ role: "tool", parts: [{ kind: "result", text: "21" }] }];

Deno.test("planCompletion: whether tools are called is as the choice, the setting and the turn say", () => {
  const tools = [WEATHER, TIME];
  const calls = (settings: Partial<Settings>, prompt: Partial<Prompt>) =>
    told(planFor(settings, { tools, ...prompt })).filter(({ kind }) => kind === "call")
      .map(({ text }) => text);
  const count = (settings: Partial<Settings>, prompt: Partial<Prompt>) =>
    calls(settings, prompt).length;
  assertEquals(count({}, {}), 1);
  assertEquals(count({}, { conversation: ANSWERED }), 0);
  assertEquals(count({ tool_calls: "never" }, {}), 0);
  assertEquals(count({ tool_calls: "always" }, { conversation: ANSWERED }), 1);
  assertEquals(count({ tool_calls: 3 }, {}), 3);
  assertEquals(count({ tool_calls: 3 }, { parallelToolCalls: false }), 1);
  assertEquals(count({}, { parallelToolCalls: true }), 2);
  assertEquals(count({}, { toolChoice: { kind: "none" } }), 0);
  assertEquals(count({ tool_calls: "never" }, { toolChoice: { kind: "required" } }), 1);
  assertEquals(calls({}, { toolChoice: { kind: "named", name: "get_time_" } }), ["get_time_"]);
});

Deno.test("planCompletion: a refusal is said instead of text", () => {
  const plan = planFor({ refuse: true, refusal_message: "No." });
  assertEquals(told(plan), [{ kind: "refusal", text: "No.", tokens: 1, at: 100 }]);
  assertEquals(ending(plan), { reason: "stop" });
});

const LIMIT = { enforce_time_limit: true, truncation_message: "[cut]" };

Deno.test("the time limit: cuts where it must, adds the message, ends in time and counts what was sent", () => {
  const plan = planFor({ ...LIMIT, max_stream_time_seconds: 0.6 });
  assertEquals(said(plan), "aaa bbb ccc [cut]");
  assertEquals(ats(plan), [100, 200, 300, 400, 500]);
  assertEquals([ending(plan), plan.truncated], [{ reason: "length" }, true]);
  assertEquals(plan.usage.completionTokens, 5);
});

Deno.test("the time limit: holds whatever the limit, the jitter and the chunks", () => {
  for (const seconds of [0.01, 0.05, 0.13, 0.2, 0.33, 0.5, 0.85, 0.99]) {
    for (const jitter of [0, 1]) {
      for (const tokens_per_chunk of [1, 3]) {
        const settings = { max_stream_time_seconds: seconds, jitter, tokens_per_chunk };
        const plan = planFor({ ...LIMIT, ...settings }, { choices: 2 });
        assert(lastAt(plan) <= seconds * 1000, `${JSON.stringify(settings)}: ${lastAt(plan)}`);
        assert(said(plan).endsWith("[cut]"), said(plan));
        const spoken = plan.choices.flatMap(({ deltas }) => [...deltas]);
        const sum = spoken.reduce((n, { value }) => n + tokensOf(value), 0);
        assertEquals(plan.usage.completionTokens, sum);
      }
    }
  }
});

Deno.test("the time limit: shorter than its message, the message still comes whole and at the end", () => {
  const plan = planFor({
    ...LIMIT,
    truncation_message: "x".repeat(40),
    max_stream_time_seconds: 0.3,
  });
  assertEquals(said(plan), "aaa " + "x".repeat(40));
  assertEquals([plan.usage.completionTokens, lastAt(plan)], [11, 275]);
  const none = planFor({ ...LIMIT, max_stream_time_seconds: 0.05 });
  assertEquals([said(none), none.usage.completionTokens, lastAt(none)], ["[cut]", 2, 25]);
});

Deno.test("the time limit: what fits is left whole, and off it does nothing", () => {
  const fits = planFor({ ...LIMIT, max_stream_time_seconds: 1.025 });
  assertEquals([said(fits), fits.truncated, ending(fits)], [TEN, false, { reason: "stop" }]);
  const off = planFor({ ...LIMIT, enforce_time_limit: false, max_stream_time_seconds: 0.1 });
  assertEquals([said(off), off.truncated], [TEN, false]);
});

Deno.test("the time limit: holds for streams and for whole answers that take their time, not for those at once", () => {
  const limit = { ...LIMIT, max_stream_time_seconds: 0.5 };
  assertEquals(planFor(limit, { delivery: "whole" }).truncated, false);
  assertEquals(
    planFor({ ...limit, whole_responses: "paced" }, { delivery: "whole" }).truncated,
    true,
  );
});

Deno.test("the time limit: no message where it is empty, and none behind a call that it cut", () => {
  const empty = planFor({ ...LIMIT, truncation_message: "", max_stream_time_seconds: 0.525 });
  assertEquals([said(empty), ending(empty)], ["aaa bbb ccc ddd eee ", { reason: "length" }]);
  const call = planFor({ ...LIMIT, max_stream_time_seconds: 1.325 }, { tools: [WEATHER] });
  assertEquals(told(call).map(({ kind }) => kind), ["call", "arguments"]);
  assertEquals(ending(call), { reason: "length" });
});
