/** What a wire protocol of completions is, and the one way from its request to its answer. */

import type { ApiErrorData } from "../api_error.ts";
import { ApiError } from "../api_error.ts";
import type { Config } from "../config/config.ts";
import { settingsFor } from "../config/config.ts";
import { overridesFromQuery, splitBody, splitModel } from "../config/overrides.ts";
import type { Settings } from "../config/settings.ts";
import type { Deps } from "./deps.ts";
import type { Frame } from "../stream/frame.ts";
import type { Delivery } from "../ledger/entry.ts";
import type { Allowance, Grant } from "../shared/limits.ts";
import type { Plan } from "../plan/plan.ts";
import { planCompletion } from "../plan/plan_completion.ts";
import type { Prompt } from "../plan/prompt.ts";
import { countPromptOf } from "../plan/prompt_tokens.ts";
import { readJson } from "../http/read_json.ts";
import type { Exchange, Handler } from "../http/router.ts";
import { EVENT_STREAM } from "../stream/framing.ts";
import { takeFromLimits } from "./take_from_limits.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";

/** A body as it came, an object of unknown contents. */
export type RawBody = Readonly<Record<string, unknown>>;

/** What an answer is written from. */
export interface Answer<Body> {
  readonly plan: Plan;
  readonly body: Body;
  readonly settings: Settings;
  /** For what a body says in tokens. */
  readonly tokenizer: Tokenizer;
  readonly requestId: string;
}

/** One wire protocol: reads a body into a prompt, writes a plan back out. Pure; it never awaits. */
export interface Dialect<Body> {
  /** Checks a request; throws the `ApiError` that the real service would. `strict` refuses unknown keys. */
  parse(raw: RawBody, strict: boolean, headers: Headers): Body;
  /** What is asked for; throws an `ApiError` for what such a model does not take. */
  prompt(body: Body, settings: Settings): Prompt;
  /** The completion's id on this wire. */
  completionId(answer: Answer<Body>): string;
  /** The answer as one JSON value. */
  whole(answer: Answer<Body>): unknown;
  /** The answer as events. */
  stream(answer: Answer<Body>): Iterable<Frame>;
  /** What this service says to a model that it does not have. */
  unknownModel(model: string): ApiErrorData;
  /** What this service says when a rate limit refuses a request. */
  rateLimited(refusal: Refusal, model: string): ApiErrorData;
  /** The headers of an answer beside those of the wire: its rate limits, and those of its event streams. */
  headers(answer: AnswerHead): Readonly<Record<string, string>>;
}

/** A request that a rate limit refused. */
export type Refusal = Extract<Grant, { kind: "refused" }>;

/** What an answer's own headers are made from. */
export interface AnswerHead {
  readonly delivery: Delivery;
  /** Whether the rate limits let it pass; on some endpoints a refusal does not tell them. */
  readonly outcome: Grant["kind"];
  readonly model: string;
  readonly allowance: Allowance;
  /** Milliseconds since 1970. */
  readonly unixMs: number;
}

/** A body that has been read, checked and settled, and has not been answered. */
export interface CheckedRequest<Body> {
  readonly body: Body;
  /** The model's name, without any query. */
  readonly model: string;
  readonly settings: Settings;
  readonly config: Config;
}

/** What a service does around its completions that no plan can know: what it remembers. */
export interface Memory<Body> {
  /** Completes a body with what is remembered; throws an `ApiError` where that is not there. */
  recall(body: Body): Promise<Body>;
  /** Remembers an answer. */
  keep(answer: Answer<Body>): Promise<void>;
}

/** The handler of a dialect's completions. */
export function completions<Body>(
  dialect: Dialect<Body>,
  deps: Deps,
  memory?: Memory<Body>,
): Handler {
  return async (exchange) => {
    const read = await readBody(dialect, deps, exchange);
    const reading = memory ? { ...read, body: await memory.recall(read.body) } : read;
    const decided = await decide(dialect, deps, reading);
    await memory?.keep({ ...reading, ...decided, requestId: exchange.id });
    return await reply(dialect, deps, exchange, reading, decided);
  };
}

/** How bodies of one protocol are read. */
export interface BodyReader<Body> extends Pick<Dialect<Body>, "parse" | "unknownModel"> {
  /** Who answers where the body names nobody. */
  readonly defaultModel?: string;
}

/** Reads a body in the order in which the real service finds fault: its shape first, then whether the model exists. */
export async function readBody<Body>(
  dialect: BodyReader<Body>,
  deps: Deps,
  exchange: Exchange,
): Promise<CheckedRequest<Body>> {
  const config = deps.config();
  const raw = await readJson(exchange.request, config.server.max_body_bytes);
  const asked = raw.model ?? dialect.defaultModel;
  const { model, query } = splitModel(typeof asked === "string" ? asked : "");
  const outer = [
    overridesFromQuery(query, "the model's name"),
    overridesFromQuery(exchange.url.search, "the URL"),
    overridesFromQuery(exchange.request.headers.get("x-mock") ?? "", "the x-mock header"),
  ];
  const around = settingsFor(config, model, ...outer);
  const { settings: inner, rest } = splitBody(raw, around.strict);
  const named = typeof raw.model === "string" ? { ...rest, model } : rest;
  const body = dialect.parse(named, around.strict, exchange.request.headers);
  const settings = Object.keys(inner).length === 0
    ? around
    : settingsFor(config, model, ...outer, inner);
  const refuses = settings.strict || settings.unknown_models === "refuse";
  if (refuses && !config.models.has(model)) throw new ApiError(dialect.unknownModel(model));
  return { body, model, settings, config };
}

/** What was asked, and the answer to it. */
export interface PlannedAnswer {
  readonly prompt: Prompt;
  readonly plan: Plan;
  readonly tokenizer: Tokenizer;
}

/** Plans the answer to a body. */
export async function decide<Body>(
  dialect: Pick<Dialect<Body>, "prompt">,
  deps: Deps,
  reading: CheckedRequest<Body>,
): Promise<PlannedAnswer> {
  const { body, model, settings, config } = reading;
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
export async function reply<Body>(
  dialect: Dialect<Body>,
  deps: Deps,
  exchange: Exchange,
  { body, settings }: CheckedRequest<Body>,
  { prompt, plan, tokenizer }: PlannedAnswer,
): Promise<Response> {
  const answer: Answer<Body> = { plan, body, settings, tokenizer, requestId: exchange.id };
  const id = dialect.completionId(answer);
  const delivery = deliveryOf(prompt, settings);
  const { model, usage } = plan;
  const tokens = usage.promptTokens + usage.completionTokens;
  const charge = { model, settings, tokens, delivery };
  const headers = await takeFromLimits(dialect, deps, exchange, charge);
  exchange.entry.planned(plan, id, delivery);
  if (delivery === "at_once") return Response.json(dialect.whole(answer), { headers });
  const render = (plan: Plan) =>
    delivery === "stream"
      ? dialect.stream({ ...answer, plan })
      : wholeFrame(dialect, { ...answer, plan });
  const job = {
    plan,
    render,
    clock: deps.clock,
    start: exchange.arrived,
    speed: settings.speed,
  };
  const type = delivery === "stream" ? EVENT_STREAM : "application/json";
  const events = deps.streams.start(job, id, exchange.entry);
  return new Response(events, { headers: { "content-type": type, ...headers } });
}

function deliveryOf(prompt: Prompt, settings: Settings): Delivery {
  if (prompt.delivery === "stream") return "stream";
  return settings.whole_responses === "paced" ? "paced" : "at_once";
}

function wholeFrame<Body>(dialect: Dialect<Body>, answer: Answer<Body>): readonly Frame[] {
  return [{
    at: Math.max(...answer.plan.choices.map((choice) => choice.end.at)),
    data: JSON.stringify(dialect.whole(answer)),
    tokens: answer.plan.usage.completionTokens,
  }];
}
