/** The one way from a request for a completion to its answer. */

import { doInTurns } from "../clock/work.ts";
import type { StreamPlace } from "../clock/stream_clock.ts";
import { errorByName } from "../http/error_words.ts";
import type { Exchange, Handler } from "../http/exchange.ts";
import { jsonAnswer } from "../http/json_answer.ts";
import type { Plan } from "../plan/plan.ts";
import { planCompletion } from "../plan/plan_completion.ts";
import type { Prompt } from "../plan/prompt.ts";
import { toldPlan } from "../plan/told_plan.ts";
import type { Forecast } from "../stream/forecast.ts";
import { CONTENT_TYPES } from "../stream/framing.ts";
import { written } from "../stream/network/writes.ts";
import type { StreamJob } from "../stream/stream_job.ts";
import { weatherOf } from "../stream/weather.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";
import { admit, leavingAtEnd } from "./admission.ts";
import { applyRules } from "./apply_rules.ts";
import { askedDelivery, deliveryOf, jobOf } from "./delivery.ts";
import type { Deps } from "./deps.ts";
import type { Answer, Dialect, PromptReader, RawRequest } from "./dialect.ts";
import { headLeft } from "./held_head.ts";
import { hasWeather, inWeather } from "./in_weather.ts";
import { lookUpPrompt } from "./prompt_cache.ts";
import { type CheckedRequest, readBody } from "./read_body.ts";
import { readPrompt } from "./read_prompt.ts";
import { shaped } from "./shapes.ts";
import { takeFromLimits } from "./take_from_limits.ts";
import { refuseWithoutEffect } from "./without_effect.ts";
import { tellShapes } from "./told_shapes.ts";
import { OTHER_FRAMING_RULES, WHOLE_RULES } from "./weather_rules.ts";

/** What a service does around its completions that no plan can know: what it remembers. */
export interface Memory<Body> {
  /** Whom a request asks that does not say; absent where each must. */
  modelOf?(request: RawRequest): Promise<string>;
  /** Completes a body with what is remembered; throws an `ApiError` where that is not there. */
  recall(body: Body): Promise<Body>;
  /** Remembers an answer to a request that arrived at `arrived`, on the clock. */
  keep(answer: Answer<Body>, arrived: number): Promise<void>;
  /** Remembers how the time of a kept answer goes from now on; `isEnded`: no more of it is said. */
  follow?(answer: Answer<Body>, place: StreamPlace, isEnded: boolean): void;
}

/** The handler of a dialect's completions. */
export function completions<Body>(
  dialect: Dialect<Body>,
  deps: Deps,
  memory?: Memory<Body>,
): Handler {
  return async (exchange) => {
    const model = dialect.model ?? memory?.modelOf;
    const read = await readBody(model ? { ...dialect, model } : dialect, deps, exchange);
    const recalled = memory ? { ...read, body: await memory.recall(read.body) } : read;
    const ruled = await applyRules(dialect, deps, exchange, recalled);
    const checked = await settled(dialect, deps, exchange, ruled);
    const as = await planAnswer(dialect, deps, checked, exchange);
    const shape = shaped(dialect, checked.settings, as.prompt.delivery === "stream");
    if (hasWeather(checked.settings)) tellShapes(shape, checked, exchange.observer);
    const planned = { ...as, plan: shape.plan(as.plan) };
    const response = await reply(shape.dialect, deps, exchange, checked, planned, memory);
    return written(response, checked.settings, planned.plan.seed);
  };
}

/** A request in its weather, of which an answer that is not streamed has a part alone. */
async function settled<Body>(
  dialect: Dialect<Body>,
  deps: Deps,
  exchange: Exchange,
  checked: CheckedRequest<Body>,
): Promise<CheckedRequest<Body>> {
  if (!hasWeather(checked.settings)) return checked;
  const { delivery } = dialect.prompt(checked.body, checked.settings);
  const ofFraming = dialect.framing === "sse" ? [] : OTHER_FRAMING_RULES;
  const rules = delivery === "stream" ? ofFraming : WHOLE_RULES;
  return await inWeather(dialect.provider, deps, exchange, checked, rules);
}

/** What was asked, and the answer to it. */
export interface PlannedAnswer {
  readonly prompt: Prompt;
  readonly plan: Plan;
  readonly tokenizer: Tokenizer;
}

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
    ...(reply ? { reply } : {}),
    created: Math.floor(deps.clock.unixMs() / 1000),
    seed: settings.seed ?? deps.newSeed(),
  });
  return { prompt, plan: await doInTurns(work, deps.turns), tokenizer };
}

/** Sends a plan in a dialect's words: as events, or whole, at once or after its time. */
async function reply<Body>(
  dialect: Dialect<Body>,
  deps: Deps,
  exchange: Exchange,
  { body, settings }: CheckedRequest<Body>,
  { prompt, plan, tokenizer }: PlannedAnswer,
  memory: Memory<Body> | undefined,
): Promise<Response> {
  const answer: Answer<Body> = { plan, body, settings, tokenizer, requestId: exchange.id };
  const id = dialect.id(answer);
  const asked = askedDelivery(prompt, settings);
  const forecast: Forecast = {
    settings,
    plan,
    framing: dialect.framing,
    delivery: asked,
    error: (name) => errorByName(dialect.provider, name, plan.model),
    envelope: (error) => dialect.provider.envelope(error, exchange.id),
  };
  const weather = weatherOf(forecast);
  const delivery = deliveryOf(asked, settings, weather);
  const { model, usage } = plan;
  const tokens = usage.promptTokens + usage.completionTokens;
  const charge = { model, settings, tokens, delivery };
  const headers = await takeFromLimits(dialect.provider, deps, exchange, charge);
  const admission = await admit(dialect.provider, deps, exchange, model, settings);
  const begins = exchange.arrived + admission.queuedMs;
  try {
    await memory?.keep(answer, begins);
    exchange.observer.planned(plan, id, delivery);
    const told = asked === "stream" ? undefined : await toldPlan(plan, deps.turns);
    if (told && delivery === "at_once") {
      admission.leave();
      return jsonAnswer(dialect.whole({ ...answer, plan: told.plan }), {
        headers,
        observer: exchange.observer,
      });
    }
    const title = {
      id: exchange.id,
      completionId: id,
      model,
      session: exchange.session,
      plannedTokens: usage.completionTokens,
      ...(admission.load ? { load: admission.load } : {}),
    };
    const { arrived: start, observer } = exchange;
    const { clock } = deps;
    const follow = memory?.follow;
    const following = follow ? { onTime: (...time: TimeChange) => follow(answer, ...time) } : {};
    const made = jobOf(dialect, answer, told, forecast, weather);
    const job = { ...made, ...following, clock, start, begins };
    const started = deps.streams.start(title, job, leavingAtEnd(observer, admission));
    await headLeft(started, exchange.request);
    const type = delivery === "stream" ? CONTENT_TYPES[dialect.framing] : "application/json";
    return new Response(started.body, { headers: { "content-type": type, ...headers } });
  } catch (error) {
    admission.leave();
    throw error;
  }
}

type TimeChange = Parameters<NonNullable<StreamJob["onTime"]>>;
