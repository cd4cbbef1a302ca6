/** What of the weather makes no sense together, or not of this answer: a 400 where the request itself asks for it, else no effect. */

import { badRequest } from "../api_error.ts";
import { WEATHER_KEYS, type WeatherKey } from "../config/weather.ts";
import type { Overrides } from "../config/config.ts";
import type { Settings } from "../config/settings.ts";
import type { Fault } from "../ledger/observer.ts";

/** Why a setting has no effect. */
export interface NoEffect {
  readonly key: WeatherKey;
  /** The setting that it cannot be beside; where the request itself asks for `key` alone, that one gives way. */
  readonly beside?: WeatherKey;
  /** Ends a sentence that begins with the key. */
  readonly why: string;
}

/** Finds the first setting that has no effect. */
export type WeatherRule = (settings: Settings) => NoEffect | undefined;

/** Settings without what has no effect, and what that was. */
export interface SettledWeather {
  readonly settings: Settings;
  readonly without: readonly Fault[];
}

/** Applies rules. `asked` is what the request itself says; throws a 400 that names a key of it. */
export function settleWeather(
  settings: Settings,
  asked: readonly Overrides[],
  rules: readonly WeatherRule[],
): SettledWeather {
  const isAsked = (key: WeatherKey) => asked.some((one) => one[key] !== undefined);
  const without: Fault[] = [];
  let settled = settings;
  for (const rule of rules) {
    for (let none = rule(settled); none; none = rule(settled)) {
      const { key, beside, why } = none;
      if (isAsked(key) && (beside === undefined || isAsked(beside))) {
        throw badRequest(`Cannot do '${key}' here: ${why}.`, key, "invalid_value");
      }
      const off = beside !== undefined && isAsked(key) ? beside : key;
      settled = withoutKeys(settled, (one) => one === off);
      without.push({ kind: off, place: null, note: `no effect: ${why}` });
    }
  }
  return { settings: settled, without };
}

/** Settings without some of the weather. */
export function withoutKeys(settings: Settings, isOff: (key: WeatherKey) => boolean): Settings {
  const left: { -readonly [Key in keyof Settings]: Settings[Key] } = { ...settings };
  for (const key of WEATHER_KEYS) if (isOff(key)) delete left[key];
  return left;
}

/** What takes the answer's place. */
export function replacesAnswer(settings: Settings): WeatherKey | undefined {
  const { status, error_body, error, error_at } = settings;
  if (status !== undefined) return "status";
  if (error_body !== undefined) return "error_body";
  return error !== undefined && error_at === undefined ? "error" : undefined;
}

/** What happens inside of an answer. */
const INSIDE = [
  "error_at",
  "cut_at",
  "cut",
  "stall_at",
  "stall_ms",
  "malformed_at",
  "malformed",
] as const satisfies readonly WeatherKey[];

/** What only a stream can have. */
const STREAM_ALONE = [
  "error_at",
  "error_then",
  "cut_at",
  "stall_at",
  "malformed_at",
  "malformed",
] as const satisfies readonly WeatherKey[];

/** What happens to what is said, or how it is worded. */
const COMPLETION_ALONE = [
  "cut",
  "stall_ms",
  "finish",
  "ending",
  "usage",
  "tool_deltas",
  "chunks",
  "write_bytes",
] as const satisfies readonly WeatherKey[];

/** How the network treats what leaves in pieces. */
const PIECES_ALONE = [
  "burst",
  "burst_ms",
  "keep_alive_ms",
  "keep_alive",
] as const satisfies readonly WeatherKey[];

/** How the grammar of event streams may be used. */
const EVENTS_ALONE = [
  "line_ending",
  "data_space",
  "data_lines",
  "bom",
  "event_ids",
] as const satisfies readonly WeatherKey[];

/** Settings that only say how another does it, with those of which one must be there. */
const MODIFIERS = [
  ["error_then", ["error_at"]],
  ["retry_after_form", ["retry_after"]],
] as const satisfies readonly (readonly [WeatherKey, readonly WeatherKey[]])[];

/** What only an error in place of the answer can tell. */
const ERROR_HEAD = [
  "retry_after",
  "should_retry",
] as const satisfies readonly WeatherKey[];

/** What holds whatever is answered. */
export const GENERAL_RULES: readonly WeatherRule[] = [
  ({ burst, burst_ms }) =>
    burst !== undefined && burst_ms !== undefined
      ? { key: "burst_ms", beside: "burst", why: "'burst' says already when events leave together" }
      : undefined,
  (settings) => {
    const error = replacesAnswer(settings);
    const key = error && INSIDE.find((one) => settings[one] !== undefined);
    return error && key
      ? { key, beside: error, why: `'${error}' answers with an error, so there is nothing inside` }
      : undefined;
  },
  (settings) => {
    const { head } = settings;
    if (head !== "never" && head !== "reset") return undefined;
    const key = replacesAnswer(settings) ?? INSIDE.find((one) => settings[one] !== undefined);
    return key && { key, beside: "head", why: `with head = "${head}" there is no answer` };
  },
  (settings) => {
    const key = ERROR_HEAD.find((one) => settings[one] !== undefined);
    return key && !replacesAnswer(settings)
      ? { key, why: "there is no error to tell it with; set 'status' or 'error', too" }
      : undefined;
  },
  ...MODIFIERS.map(([key, mains]): WeatherRule => (settings) =>
    settings[key] !== undefined && mains.every((main) => settings[main] === undefined)
      ? { key, why: `it says how '${mains.join("' or '")}' does it, which is not set` }
      : undefined
  ),
];

/** What holds of an answer that is not streamed. */
export const WHOLE_RULES: readonly WeatherRule[] = [
  ...without(STREAM_ALONE, "the answer is not streamed, so it has no such place"),
  ...without([...PIECES_ALONE, ...EVENTS_ALONE], "the answer is not streamed"),
];

/** What holds of embeddings and the like, and of completions that are asked for in a batch: errors and heads alone. */
export const NO_COMPLETION_RULES: readonly WeatherRule[] = [
  ...WHOLE_RULES,
  ...without(COMPLETION_ALONE, "only a completion that is asked for by itself has it"),
];

/** What holds of a stream that is none of server-sent events. */
export const OTHER_FRAMING_RULES: readonly WeatherRule[] = without(
  EVENTS_ALONE,
  "this protocol streams no server-sent events",
);

function without(keys: readonly WeatherKey[], why: string): readonly WeatherRule[] {
  return keys.map((key) => (settings) => settings[key] === undefined ? undefined : { key, why });
}
