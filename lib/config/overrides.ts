/**
 * Settings for one request: one grammar, a query string of config keys, wherever an app lets a developer reach.
 * `tps` and `ttft` are short for `tokens_per_second` and `ttft_ms`.
 */

import { badRequest } from "../api_error.ts";
import { isRecord } from "../is_record.ts";
import type { Config, Overrides } from "./config.ts";
import { nearest } from "./did_you_mean.ts";
import { boundedMemo } from "./bounded_memo.ts";
import { requestSettings, UNCOMPILED } from "./settings.ts";

/** Where a setting was read, for the message when it is wrong. */
export type Place = "the model's name" | "the URL" | "the x-mock header" | "the body" | "mock";

const ALIASES: Readonly<Record<string, string>> = { tps: "tokens_per_second", ttft: "ttft_ms" };

/** An app sends the same few again and again, and reading one is a tenth of a request's work. */
const MOST_KEPT_QUERIES = 64;

/** The shortest key on a URL that may be a mistyped setting; shorter ones are as near to `tps` as to anything. */
const SHORTEST_GUESS = 4;

/**
 * Whether a key on a URL is somebody else's: clients, proxies and cache-busters put there what they like, and no list of that ends.
 * What is nearly a setting's name is a mistyped one.
 */
function isForeign(key: string): boolean {
  if (isSetting(key) || Object.hasOwn(ALIASES, key)) return false;
  return key.length < SHORTEST_GUESS ||
    nearest(key, Object.keys(requestSettings().shape)) === undefined;
}

const NONE: readonly string[] = [];

/** The keys of a URL's query that are nobody's settings here, and have no effect. */
export function foreignKeys({ search }: URL): readonly string[] {
  return search === "" ? NONE : foreignKeysOf(search);
}

const foreignKeysOf = boundedMemo(
  MOST_KEPT_QUERIES,
  (search: string): readonly string[] =>
    [...new Set(new URLSearchParams(search).keys())].filter(isForeign),
);

/** Whether a request wants the exact words of the real service, as far as its head tells. */
export function asksStrict({ headers }: Request, { defaults }: Config): boolean {
  const asked = new URLSearchParams(headers.get("x-mock") ?? "").get("strict");
  return asked === null ? defaults.strict : asked === "true";
}

/** A model's name without its query, and the query. */
export function splitModel(name: string): { readonly model: string; readonly query: string } {
  const at = name.indexOf("?");
  return at < 0
    ? { model: name, query: "" }
    : { model: name.slice(0, at), query: name.slice(at + 1) };
}

/** Where a query string may stand. */
export type QueryPlace = Extract<Place, "the model's name" | "the URL" | "the x-mock header">;

const queryReaders: Readonly<Record<QueryPlace, (query: string) => Overrides>> = {
  "the model's name": queryReader("the model's name"),
  "the URL": queryReader("the URL"),
  "the x-mock header": queryReader("the x-mock header"),
};

/** What most requests say in each place; the ledger keeps it of all of them. */
const NOTHING: Overrides = {};

/** Reads a query string; throws a 400 that names the key at fault. */
export function overridesFromQuery(query: string, place: QueryPlace): Overrides {
  return query === "" ? NOTHING : queryReaders[place](query);
}

function queryReader(place: QueryPlace): (query: string) => Overrides {
  return boundedMemo(MOST_KEPT_QUERIES, (query) => {
    const values: Record<string, unknown> = {};
    for (const [key, value] of new URLSearchParams(query)) {
      if (!(place === "the URL" && isForeign(key))) values[key] = value;
    }
    return overridesFrom(values, place);
  });
}

/** Body keys that are this server's own; strict mode leaves them to the protocol, which does not know them. */
const OWN_KEYS = ["response_length", "duration_seconds"] as const;

/** Makes what the first request with settings of its own would wait for. */
export function prepareOverrides(): Promise<void> {
  requestSettings();
  return Promise.resolve();
}

/** What of a body is settings, and the rest of it, which is the protocol's. */
export interface BodyKeys {
  readonly settings: Overrides;
  readonly rest: Readonly<Record<string, unknown>>;
}

/** Takes the settings out of a body: `mock`, an object whose values may be typed or texts, and the server's own keys. */
export function splitBody(raw: Readonly<Record<string, unknown>>, strict: boolean): BodyKeys {
  const seed = isSeed(raw.seed) ? overridesFrom({ seed: raw.seed }, "the body") : {};
  if (strict || !hasOwnKeys(raw)) return { settings: seed, rest: raw };
  const { mock, ...keys } = raw;
  const isOwn = (key: string) => OWN_KEYS.some((own) => own === key);
  const given = Object.entries(keys);
  const own = given.filter(([key, value]) => isOwn(key) && value !== null);
  return {
    settings: {
      ...seed,
      ...overridesFrom(Object.fromEntries(own), "the body"),
      ...mockSettings(mock),
    },
    rest: Object.fromEntries(given.filter(([key]) => !isOwn(key))),
  };
}

function hasOwnKeys(raw: Readonly<Record<string, unknown>>): boolean {
  return raw.mock !== undefined || OWN_KEYS.some((key) => Object.hasOwn(raw, key));
}

/** Only a seed that settings take; of any other the protocol says what is wrong with it. */
function isSeed(value: unknown): boolean {
  return value !== undefined && requestSettings().shape.seed.safeParse(value).success &&
    value !== null;
}

function mockSettings(mock: unknown): Overrides {
  if (mock === undefined || mock === null) return {};
  if (isRecord(mock)) return overridesFrom(mock, "mock");
  throw badRequest("Invalid type for 'mock': expected an object.", "mock", "invalid_type");
}

function overridesFrom(values: Readonly<Record<string, unknown>>, place: Place): Overrides {
  const given = Object.entries(values);
  if (given.length === 0) return {};
  const named = given.map(([key, value]) => {
    const name = Object.hasOwn(ALIASES, key) ? ALIASES[key] ?? key : key;
    if (!isSetting(name)) throw unknownKey(key, place);
    return { name, key, value };
  });
  const likely = named.map(({ name, value }) => [name, readingsOf(value)[0]]);
  const result = requestSettings().safeParse(Object.fromEntries(likely), UNCOMPILED);
  if (result.success) return result.data;
  const fit = named.map(({ name, key, value }) => [name, readValue(name, key, value, place)]);
  return requestSettings().parse(Object.fromEntries(fit), UNCOMPILED);
}

/** What a value may mean, the likeliest first: a text that looks like a number or a boolean may be one. */
function readingsOf(value: unknown): readonly unknown[] {
  if (typeof value !== "string") return [value];
  return [asNumber(value), asBoolean(value), value].filter((reading) => reading !== undefined);
}

function isSetting(name: string): name is keyof ReturnType<typeof requestSettings>["shape"] {
  return Object.hasOwn(requestSettings().shape, name);
}

/** The first reading of a value that its key takes. */
function readValue(
  name: keyof ReturnType<typeof requestSettings>["shape"],
  key: string,
  value: unknown,
  place: Place,
): unknown {
  const schema = requestSettings().shape[name];
  const possible = readingsOf(value);
  const fit = possible.find((reading) => schema.safeParse(reading).success);
  if (fit !== undefined) return fit;
  const why = schema.safeParse(possible[0]).error?.issues[0]?.message;
  throw badRequest(
    `Invalid value for '${key}' in ${place}: ${JSON.stringify(value)}. ${
      why ?? "It takes another"
    }.`,
    place === "mock" ? `mock.${key}` : key,
    "invalid_value",
  );
}

function asNumber(text: string): number | undefined {
  return text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text);
}

function asBoolean(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

function unknownKey(key: string, place: Place): Error {
  const guess = nearest(key, Object.keys(requestSettings().shape));
  const known = [...Object.keys(ALIASES), ...Object.keys(requestSettings().shape)].join(", ");
  return badRequest(
    `Unknown setting '${key}' in ${place}. ${
      guess ? `Did you mean '${guess}'? ` : ""
    }It takes: ${known}.`,
    place === "mock" ? `mock.${key}` : key,
    "unknown_parameter",
  );
}
