/** The one way from a request for a completion to its answer. */

import type { Settings } from "../config/settings.ts";
import type { Exchange, Handler } from "../http/exchange.ts";
import type { Delivery } from "../ledger/observer.ts";
import type { Plan } from "../plan/plan.ts";
import { planCompletion } from "../plan/plan_completion.ts";
import type { Prompt } from "../plan/prompt.ts";
import { countPromptOf } from "../plan/prompt_tokens.ts";
import { endsAt, planUntil } from "../plan/steps.ts";
import type { Frame } from "../stream/frame.ts";
import { framesEndedAfter, framesOf } from "../stream/frames.ts";
import { CONTENT_TYPES, framed } from "../stream/framing.ts";
import type { StreamJob } from "../stream/pace.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";
import type { Deps } from "./deps.ts";
import type { Answer, Dialect, RawRequest } from "./dialect.ts";
import { type CheckedRequest, readBody } from "./read_body.ts";
import { takeFromLimits } from "./take_from_limits.ts";

/** What a service does around its completions that no plan can know: what it remembers. */
export interface Memory<Body> {
  /** Whom a request asks that does not say; absent where each must. */
  modelOf?(request: RawRequest): Promise<string>;
  /** Completes a body with what is remembered; throws an `ApiError` where that is not there. */
  recall(body: Body): Promise<Body>;
  /** Remembers an answer to a request that arrived at `arrived`, on the clock. */
  keep(answer: Answer<Body>, arrived: number): Promise<void>;
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
    const checked = memory ? { ...read, body: await memory.recall(read.body) } : read;
    const planned = await planAnswer(dialect, deps, checked);
    await memory?.keep({ ...checked, ...planned, requestId: exchange.id }, exchange.arrived);
    return await reply(dialect, deps, exchange, checked, planned);
  };
}

/** What was asked, and the answer to it. */
export interface PlannedAnswer {
  readonly prompt: Prompt;
  readonly plan: Plan;
  readonly tokenizer: Tokenizer;
}

/** Plans the answer to a body. */
export async function planAnswer<Body>(
  dialect: Pick<Dialect<Body>, "prompt">,
  deps: Deps,
  checked: CheckedRequest<Body>,
): Promise<PlannedAnswer> {
  const { body, model, settings, config } = checked;
  const prompt = dialect.prompt(body, settings);
  const { tokenizer, promptTokens } = await countPromptOf(prompt, model, settings, deps.tokenizers);
  const plan = planCompletion({
    prompt,
    settings,
    config,
    tokenizer,
    promptTokens,
    model,
    created: Math.floor(deps.clock.unixMs() / 1000),
    seed: settings.seed ?? deps.newSeed(),
  });
  return { prompt, plan, tokenizer };
}

/** Sends a plan in a dialect's words: as events, or whole, at once or after its time. */
async function reply<Body>(
  dialect: Dialect<Body>,
  deps: Deps,
  exchange: Exchange,
  { body, settings }: CheckedRequest<Body>,
  { prompt, plan, tokenizer }: PlannedAnswer,
): Promise<Response> {
  const answer: Answer<Body> = { plan, body, settings, tokenizer, requestId: exchange.id };
  const id = dialect.id(answer);
  const delivery = deliveryOf(prompt, settings);
  const { model, usage } = plan;
  const tokens = usage.promptTokens + usage.completionTokens;
  const charge = { model, settings, tokens, delivery };
  const headers = await takeFromLimits(dialect.provider, deps, exchange, charge);
  exchange.observer.planned(plan, id, delivery);
  if (delivery === "at_once") return Response.json(dialect.whole(answer), { headers });
  const title = { id: exchange.id, completionId: id, model, plannedTokens: usage.completionTokens };
  const source = delivery === "stream" ? streamed(dialect, answer) : paced(dialect, answer);
  const job = { ...source, clock: deps.clock, start: exchange.arrived, speed: settings.speed };
  const events = deps.streams.start(title, job, exchange.observer);
  const type = delivery === "stream" ? CONTENT_TYPES[dialect.framing] : "application/json";
  return new Response(events, { headers: { "content-type": type, ...headers } });
}

function deliveryOf(prompt: Prompt, settings: Settings): Delivery {
  if (prompt.delivery === "stream") return "stream";
  return settings.whole_responses === "paced" ? "paced" : "at_once";
}

/** What a job is made of before it is known when it starts. */
type Source = Pick<StreamJob, "frames" | "endedAfter">;

function streamed<Body>(dialect: Dialect<Body>, answer: Answer<Body>): Source {
  const { plan } = answer;
  return {
    frames: framed(dialect.framing, framesOf(plan, dialect.writer(answer))),
    endedAfter: (sent) =>
      framed(dialect.framing, framesEndedAfter(sent, plan, dialect.writer(answer))),
  };
}

/** The whole answer as one frame, when it has had its time; ended by hand, it says what was due by then. */
function paced<Body>(dialect: Dialect<Body>, answer: Answer<Body>): Source {
  const whole = (plan: Plan): Frame => ({
    kind: "data",
    at: endsAt(plan),
    data: JSON.stringify(dialect.whole({ ...answer, plan })),
    tokens: plan.usage.completionTokens,
  });
  return {
    frames: [whole(answer.plan)],
    endedAfter: (sent, atMs) => [whole(planUntil(answer.plan, atMs))].slice(sent),
  };
}
