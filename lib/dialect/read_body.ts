/** From a request to a checked body, its model and its settings, whatever protocol it is in. */

import { ApiError, badRequest } from "../api_error.ts";
import { type Config, type Overrides, settingsFor } from "../config/config.ts";
import { placesOf } from "../config/origins.ts";
import { foreignKeys, overridesFromQuery, splitBody, splitModel } from "../config/overrides.ts";
import type { Settings } from "../config/settings.ts";
import { readJson, readSizedJson } from "../http/read_json.ts";
import type { Exchange } from "../http/exchange.ts";
import { isRecord } from "../is_record.ts";
import type { SaidPart } from "../plan/say/said_part.ts";
import { printable } from "../http/printable.ts";
import type { Deps } from "./deps.ts";
import type { BodyReader, RawBody, RawRequest } from "./dialect.ts";
import type { RefuseIfStrict } from "./objections.ts";
import { refuse, warnInstead } from "./refuse_if_strict.ts";

/** A body that has been read, checked and settled, and has not been answered. */
export interface CheckedRequest<Body> {
  readonly body: Body;
  /** The model's name, without any query. */
  readonly model: string;
  readonly settings: Settings;
  readonly config: Config;
  /** The body's own, where it has any. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What is said, where a rule decides it. */
  readonly reply?: readonly SaidPart[];
  readonly refuseIfStrict: RefuseIfStrict;
  /** What the request itself says of its settings. */
  readonly asked: readonly Overrides[];
  /** Lets others have their turn; present where the request is so long that it is asked between any two steps that go through it. */
  readonly pause: (() => Promise<void>) | undefined;
}

/** A request's body as it came, within the bytes that the configuration lets one have. */
export function readRawBody(exchange: Exchange, deps: Deps): Promise<RawBody> {
  return readJson(exchange, deps.config().server.max_body_bytes, deps.turns);
}

/** Reads a body in the order in which the real service finds fault: its shape first, then whether the model exists. */
export async function readBody<Body>(
  reader: BodyReader<Body>,
  deps: Deps,
  exchange: Exchange,
): Promise<CheckedRequest<Body>> {
  const { turns } = deps;
  const { max_body_bytes } = deps.config().server;
  const { text, value, isLong } = await readSizedJson(exchange, max_body_bytes, turns);
  return await checkBody(reader, value, deps, exchange, text, isLong ? turns.next : undefined);
}

/** The same of a body that has been read, with its text, or that came inside of another. */
export async function checkBody<Body>(
  reader: BodyReader<Body>,
  raw: RawBody,
  deps: Deps,
  exchange: Exchange,
  text?: string,
  pause?: () => Promise<void>,
): Promise<CheckedRequest<Body>> {
  const config = deps.config();
  const { url, params, request: { headers } } = exchange;
  const modelOf = reader.model ?? modelOfBody;
  const named = await modelOf({ body: raw, headers, url, params });
  const { model, query } = splitModel(named);
  const problem = modelProblem(model, named);
  exchange.observer.asked({ dialect: reader.name, model: problem ? "" : model, body: raw, text });
  if (problem) throw problem;
  const outer = [
    overridesFromQuery(query, "the model's name"),
    overridesFromQuery(url.search, "the URL"),
    overridesFromQuery(headers.get("x-mock") ?? "", "the x-mock header"),
  ];
  const around = settingsFor(config, model, ...outer);
  const { settings: inner, rest } = splitBody(raw, around.strict);
  const plain = typeof raw.model === "string" && raw.model.includes("?")
    ? { ...rest, model: splitModel(raw.model).model }
    : rest;
  const asked = Object.keys(inner).length === 0 ? outer : [...outer, inner];
  const settings = asked === outer ? around : settingsFor(config, model, ...asked);
  const refuseIfStrict = settings.strict ? refuse : warnInstead(exchange);
  if (pause) await pause();
  const body = reader.parse({ body: plain, headers, url, params }, refuseIfStrict);
  if (pause) await pause();
  noteForeignKeys(exchange, reader.provider.queryKeys);
  exchange.observer.settled?.(settings, placesOf(config, model, asked));
  const { strict, unknown_models = strict ? "refuse" : "serve" } = settings;
  if (unknown_models === "refuse" && !config.models.has(model)) {
    throw new ApiError(reader.provider.unknownModel(model));
  }
  const metadata = isRecord(raw.metadata) ? raw.metadata : {};
  return { body, model, settings, config, metadata, refuseIfStrict, asked, pause };
}

/** A key of somebody else's on the URL has no effect; who mistyped one of ours finds out by the ledger. */
function noteForeignKeys({ url, observer }: Exchange, known: readonly string[] = []): void {
  for (const key of foreignKeys(url)) {
    if (!known.includes(key)) {
      observer.warned?.(`'${printable(key)}' on the URL is no setting, and has no effect.`);
    }
  }
}

/** The longest name of a model that is taken; each of its answer's chunks repeats it. */
const LONGEST_MODEL = 256;

/** … and with the settings that may follow it. */
const LONGEST_WITH_SETTINGS = 4096;

/** Why a name is not taken that would be cut or obeyed where it is shown. */
function modelProblem(model: string, withSettings: string): ApiError | undefined {
  const isLong = model.length > LONGEST_MODEL || withSettings.length > LONGEST_WITH_SETTINGS;
  if (!isLong && !/\p{Cc}/u.test(model)) return undefined;
  const why = isLong ? `is longer than ${LONGEST_MODEL} characters` : "has control characters";
  return badRequest(`Cannot take the model's name: it ${why}.`, "model", "invalid_value");
}

function modelOfBody({ body: { model } }: RawRequest): string {
  return typeof model === "string" ? model : "";
}
