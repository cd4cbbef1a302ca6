/** From a plan to the response: through the limits and the line, as events, or whole, at once or after its time. */

import { errorByName } from "../http/error_words.ts";
import type { Exchange } from "../http/exchange.ts";
import { type Answer as Answered, jsonAnswer } from "../http/answer.ts";
import { toldPlan } from "../plan/told_plan.ts";
import type { Forecast } from "../stream/forecast.ts";
import { CONTENT_TYPES } from "../stream/framing.ts";
import type { StreamJob } from "../stream/stream_job.ts";
import { weatherOf } from "../stream/weather.ts";
import { admit, leavingAtEnd } from "./admission.ts";
import { askedDelivery, deliveryOf, jobOf } from "./delivery.ts";
import type { Deps } from "./deps.ts";
import type { Answer, Dialect } from "./dialect.ts";
import { headLeft } from "./held_head.ts";
import type { Memory } from "./memory.ts";
import type { PlannedAnswer } from "./plan_answer.ts";
import type { CheckedRequest } from "./read_body.ts";
import { takeFromLimits } from "./take_from_limits.ts";

/** Sends a plan in a dialect's words: as events, or whole, at once or after its time. */
export async function respond<Body>(
  dialect: Dialect<Body>,
  deps: Deps,
  exchange: Exchange,
  { body, settings }: CheckedRequest<Body>,
  { prompt, plan, tokenizer }: PlannedAnswer,
  memory: Memory<Body> | undefined,
): Promise<Answered> {
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
      return jsonAnswer(dialect.whole({ ...answer, plan: told.plan }), { headers });
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
    return { headers: { "content-type": type, ...headers }, body: started.body };
  } catch (error) {
    admission.leave();
    throw error;
  }
}

type TimeChange = Parameters<NonNullable<StreamJob["onTime"]>>;
