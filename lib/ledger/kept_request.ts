/** What a request said, as far as it is kept: its URL and headers, with what is secret masked, its body and its settings. */

import { bytesOf, textBytes } from "../bytes_of.ts";
import { originsOf, type SettingsPlaces } from "../config/origins.ts";
import type { Settings } from "../config/settings.ts";
import type { NearRule } from "./near_rule.ts";
import type { OpenedRequest, ReadHeaders } from "./observer.ts";

/** What is kept of one request. */
export interface KeptRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  body: KeptBody | undefined;
  settings: Settings | undefined;
  places: SettingsPlaces | undefined;
  /** The answer's headers, as they are when they are asked for. */
  answerHeaders: ReadHeaders | undefined;
  /** Which rules came near, where any were asked. */
  near: (() => readonly NearRule[]) | undefined;
  /** About how many bytes of it have been counted. */
  bytes: number;
}

/** A body: its text where there is one, a single object to the garbage collector, where its value is one for each message and part. */
type KeptBody = { readonly text: string } | { readonly value: unknown };

/** A request as `GET /requests/{id}` tells it; `null` where nothing was read, or where it is no longer kept. */
export interface SaidRequest {
  /** Path and query as they came, with what names the session; keys are masked. */
  readonly url: string;
  /** Names in lower case; keys and cookies are masked. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** What held for it from all places together; `"inf"` stands for an infinite rate. */
  readonly settings: Readonly<Record<string, unknown>> | null;
  /** Where each of them came from: a table of the file, `POST /config`, a part of the request, the rule, or "default". */
  readonly origins: Readonly<Record<string, string>> | null;
}

const SECRET = /^(?:proxy-)?authorization$|cookie|key|token|secret/;

/** The value of a secret in a query, whose settings may well be named after tokens. */
const SECRET_IN_QUERY = /([?&][^=&]*(?:key|token|secret|password|authorization)=)[^&]*/gi;

/** Keeps a request's URL and headers at its beginning. */
export function keepRequest({ headers, path, url }: OpenedRequest): KeptRequest | undefined {
  if (!headers) return undefined;
  return {
    url: url === undefined ? path : shownUrl(url),
    headers: shownHeaders(headers, SECRET),
    body: undefined,
    settings: undefined,
    places: undefined,
    answerHeaders: undefined,
    near: undefined,
    bytes: 0,
  };
}

/** Headers as they are shown: names in lower case, the values of `secret` ones masked. */
export function shownHeaders(
  headers: ReadHeaders,
  secret: RegExp,
): Readonly<Record<string, string>> {
  const shown: Record<string, string> = {};
  headers.forEach((value, name) => {
    shown[name] = secret.test(name) ? masked(value) : value;
  });
  return shown;
}

/** A URL without its origin and its secrets. */
function shownUrl(url: string): string {
  const shown = url.slice(url.indexOf("/", "https://".length));
  return shown.includes("?") ? shown.replaceAll(SECRET_IN_QUERY, "$1***") : shown;
}

/** About how many bytes its URL and headers take. */
export function headBytes(kept: KeptRequest | undefined): number {
  return kept ? bytesOf(kept.headers) + textBytes(kept.url) : 0;
}

/** A secret by its kind alone, as in `Bearer ***`. */
function masked(value: string): string {
  const [, scheme = ""] = /^(Bearer |Basic )/i.exec(value) ?? [];
  return `${scheme}***`;
}

/** A kept request as it is told. */
export function saidRequest(kept: KeptRequest): SaidRequest {
  const { url, headers, settings, places } = kept;
  const body = kept.body ? bodyOf(kept.body) : null;
  const told = Object.entries(settings ?? {})
    .map(([key, value]) => [key, value === Infinity ? "inf" : value]);
  return {
    url,
    headers,
    body,
    settings: settings ? Object.fromEntries(told) : null,
    origins: settings && places ? originsOf(Object.keys(settings), places, body) : null,
  };
}

function bodyOf(body: KeptBody): unknown {
  return "text" in body ? JSON.parse(body.text) : body.value ?? null;
}
