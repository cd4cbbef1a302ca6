/** From a request to a checked body, its model and its settings, whatever protocol it is in. */

import { ApiError } from "../api_error.ts";
import { type Config, settingsFor } from "../config/config.ts";
import { overridesFromQuery, splitBody, splitModel } from "../config/overrides.ts";
import type { Settings } from "../config/settings.ts";
import { readJson } from "../http/read_json.ts";
import type { Exchange } from "../http/exchange.ts";
import { isRecord } from "../is_record.ts";
import type { SaidPart } from "../plan/say/said_part.ts";
import type { Deps } from "./deps.ts";
import type { BodyReader, RawBody, RawRequest } from "./dialect.ts";

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
}

/** Reads a body in the order in which the real service finds fault: its shape first, then whether the model exists. */
export async function readBody<Body>(
  reader: BodyReader<Body>,
  deps: Deps,
  exchange: Exchange,
): Promise<CheckedRequest<Body>> {
  const raw = await readJson(exchange.request, deps.config().server.max_body_bytes, deps.turns);
  return await checkBody(reader, raw, deps, exchange);
}

/** The same of a body that has been read, or that came inside of another. */
export async function checkBody<Body>(
  reader: BodyReader<Body>,
  raw: RawBody,
  deps: Deps,
  exchange: Exchange,
): Promise<CheckedRequest<Body>> {
  const config = deps.config();
  const { url, params, request: { headers } } = exchange;
  const asked = reader.model ?? modelOfBody;
  const { model, query } = splitModel(await asked({ body: raw, headers, url, params }));
  exchange.observer.asked({ dialect: reader.name, model, body: raw });
  const outer = [
    overridesFromQuery(query, "the model's name"),
    overridesFromQuery(url.search, "the URL"),
    overridesFromQuery(headers.get("x-mock") ?? "", "the x-mock header"),
  ];
  const around = settingsFor(config, model, ...outer);
  const { settings: inner, rest } = splitBody(raw, around.strict);
  const named = typeof raw.model === "string"
    ? { ...rest, model: splitModel(raw.model).model }
    : rest;
  const body = reader.parse({ body: named, headers, url, params }, around.strict);
  const settings = Object.keys(inner).length === 0
    ? around
    : settingsFor(config, model, ...outer, inner);
  exchange.observer.settled?.(settings);
  const refuses = settings.strict || settings.unknown_models === "refuse";
  if (refuses && !config.models.has(model)) throw new ApiError(reader.provider.unknownModel(model));
  const metadata = isRecord(raw.metadata) ? raw.metadata : {};
  return { body, model, settings, config, metadata };
}

function modelOfBody({ body: { model } }: RawRequest): string {
  return typeof model === "string" ? model : "";
}
