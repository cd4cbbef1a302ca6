/** The one way from a request for a completion to its answer. */

import type { Exchange, Handler } from "../http/exchange.ts";
import { written } from "../stream/network/writes.ts";
import { applyRules } from "./apply_rules.ts";
import type { Deps } from "./deps.ts";
import type { Dialect } from "./dialect.ts";
import { hasWeather, inWeather } from "./in_weather.ts";
import type { Memory } from "./memory.ts";
import { planAnswer } from "./plan_answer.ts";
import { type CheckedRequest, readBody } from "./read_body.ts";
import { respond } from "./respond.ts";
import { shaped } from "./shapes.ts";
import { tellShapes } from "./told_shapes.ts";
import { OTHER_FRAMING_RULES, WHOLE_RULES } from "./weather_rules.ts";

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
    const isClear = !hasWeather(ruled.settings);
    const checked = isClear ? ruled : await settled(dialect, deps, exchange, ruled);
    const as = await planAnswer(dialect, deps, checked, exchange);
    const shape = shaped(dialect, checked.settings, as.prompt.delivery === "stream");
    if (!isClear) tellShapes(shape, checked, exchange.observer);
    const planned = { ...as, plan: shape.plan(as.plan) };
    const answer = await respond(shape.dialect, deps, exchange, checked, planned, memory);
    return { ...answer, body: written(answer.body, checked.settings, planned.plan.seed) };
  };
}

/** The request once it is decided which of its faults befall it; those of streams alone befall no whole answer. */
async function settled<Body>(
  dialect: Dialect<Body>,
  deps: Deps,
  exchange: Exchange,
  checked: CheckedRequest<Body>,
): Promise<CheckedRequest<Body>> {
  const { delivery } = dialect.prompt(checked.body, checked.settings);
  const ofFraming = dialect.framing === "sse" ? [] : OTHER_FRAMING_RULES;
  const rules = delivery === "stream" ? ofFraming : WHOLE_RULES;
  return await inWeather(dialect.provider, deps, exchange, checked, rules);
}
