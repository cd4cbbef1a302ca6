/** `POST /v1/messages/batches`: many messages at half the price, one after another, in their time. */

import { z } from "zod";
import { ApiError } from "../../../lib/api_error.ts";
import { isRecord } from "../../../lib/is_record.ts";
import { applyRules } from "../../../lib/dialect/apply_rules.ts";
import { planAnswer } from "../../../lib/dialect/plan_answer.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import { wayOf } from "../../../lib/dialect/refuse_if_strict.ts";
import type { RawBody } from "../../../lib/dialect/dialect.ts";
import { inWeather } from "../../../lib/dialect/in_weather.ts";
import { checkBody, type CheckedRequest, readRawBody } from "../../../lib/dialect/read_body.ts";
import { NO_COMPLETION_RULES, withoutKeys } from "../../../lib/dialect/weather_rules.ts";
import type { Exchange, Handler } from "../../../lib/http/exchange.ts";
import { jsonAnswer } from "../../../lib/http/answer.ts";
import { endsAt } from "../../../lib/plan/steps.ts";
import { toldPlan } from "../../../lib/plan/told_plan.ts";
import { alphanumeric, seededRandom } from "../../../lib/random.ts";
import { messages } from "../messages.ts";
import { anthropic } from "../provider.ts";
import { errorAt } from "../issue_words.ts";
import { parseAnthropic } from "../validation.ts";
import { batchJson } from "./batches.ts";
import { type BatchedRequest, keptBatches } from "./kept.ts";

const createBody = z.object({
  requests: z.array(z.looseObject({
    custom_id: z.string(),
    params: z.record(z.string(), z.unknown()),
  })).min(1).max(100_000),
});

/** What the names of a batch's requests are made of. */
const CUSTOM_ID = /^[a-zA-Z0-9_-]{1,64}$/;

/** Answers at once with the batch under way. */
export const createBatch = (deps: Deps): Handler => async (exchange) => {
  const raw = await readRawBody(exchange, deps);
  const refuseIfStrict = wayOf(exchange, deps);
  const body = parseAnthropic(createBody, raw, refuseIfStrict);
  const ids = new Set<string>();
  for (const [i, { custom_id }] of body.requests.entries()) {
    if (!CUSTOM_ID.test(custom_id)) {
      const pattern = `String should match pattern '${CUSTOM_ID.source}'`;
      refuseIfStrict(errorAt(`requests.${i}.custom_id`, pattern));
    }
    if (ids.has(custom_id)) throw errorAt(`requests.${i}.custom_id`, "custom_id must be unique");
    ids.add(custom_id);
  }
  const createdUnixMs = deps.clock.unixMs();
  const requests: BatchedRequest[] = [];
  let endsUnixMs = createdUnixMs;
  for (const { custom_id: customId, params } of body.requests) {
    if (deps.turns.spent()) await deps.turns.next();
    const { result, tookMs } = await answerTo(params, deps, exchange);
    endsUnixMs += tookMs;
    requests.push({ customId, result, endsUnixMs });
  }
  const id = `msgbatch_${alphanumeric(seededRandom(deps.newSeed()), 24)}`;
  const batch = { id, createdUnixMs, requests };
  await keptBatches(deps).put(id, batch);
  return jsonAnswer(batchJson(batch, exchange.url, deps));
};

/** What becomes of one request, and the time that it takes. */
async function answerTo(
  params: RawBody,
  deps: Deps,
  exchange: Exchange,
): Promise<{ readonly result: BatchedRequest["result"]; readonly tookMs: number }> {
  try {
    const { stream: _, ...raw } = params;
    const read = await checkBody(messages, raw, deps, exchange);
    const ruled = await applyRules(messages, deps, exchange, read);
    const checked = await errorsAlone(ruled, deps, exchange);
    const planned = await planAnswer(messages, deps, checked, exchange);
    const { plan } = await toldPlan(planned.plan, deps.turns);
    const answer = { ...checked, ...planned, plan, requestId: exchange.id };
    const message = inBatch(messages.whole(answer));
    const tookMs = endsAt(planned.plan) / checked.settings.speed;
    return { result: { type: "succeeded", message }, tookMs };
  } catch (thrown) {
    if (!(thrown instanceof ApiError)) throw thrown;
    const error = anthropic.envelope(thrown.data, exchange.id);
    return { result: { type: "errored", error }, tookMs: 0 };
  }
}

/**
 * Of the weather a batch's request has errors in place of its answer: it has no head and no connection of its own. The batch's entry
 * in the ledger does not tell of them, since they may be very many; its results do.
 */
async function errorsAlone<Request extends CheckedRequest<unknown>>(
  request: Request,
  deps: Deps,
  exchange: Exchange,
): Promise<Request> {
  const { faulted: _, ...observer } = exchange.observer;
  const settings = withoutKeys(request.settings, (key) => key === "head");
  const headless = { ...request, settings };
  const untold = { ...exchange, observer };
  return await inWeather(anthropic, deps, untold, headless, NO_COMPLETION_RULES);
}

/** A message as batches have it. */
function inBatch(message: unknown): unknown {
  if (!isRecord(message) || !isRecord(message.usage)) return message;
  return { ...message, usage: { ...message.usage, service_tier: "batch" } };
}
