/**
 * What a completion can be told about: its speed, its text, its limits. One shape of keys serves `[general]`,
 * `[profiles]`, `[models]` and, per request, `mock`, the header, the URL and the model's name.
 */

import { z } from "zod";
import { defaultLoad, loadShape } from "./load.ts";
import { once } from "./once.ts";
import { place } from "./place.ts";
import { defaultTiming, timingShape } from "./timing.ts";
import { type WeatherKey, weatherShape } from "./weather.ts";

/** A rate above zero; `inf` in TOML, or `"inf"` where JSON cannot say it, is truly instant. */
export const rate = once(() =>
  z
    .preprocess(
      (value) => value === Infinity || value === "inf" ? Number.MAX_VALUE : value,
      z.number().positive(),
    )
    .transform((value) => value === Number.MAX_VALUE ? Infinity : value)
    // JSON has no infinity: editors that see TOML through JSON find null in its place.
    .meta({ type: ["number", "string", "null"], pattern: "^inf$" })
);

const milliseconds = once(() => z.number().min(0));

/** The most characters of a message of our own: cutting one into tokens must not keep other streams waiting. */
const LONGEST_MESSAGE = 20_000;

/**
 * Every key with its meaning. All are optional wherever they may stand; `defaultSettings` has what holds otherwise. As all schemas
 * of the configuration they are made when they are first asked for: a start with the shipped config needs none.
 */
export const settingsShape = once(() => ({
  tokens_per_second: rate().describe("Tokens per second; inf sends everything at once."),
  ttft_ms: milliseconds().describe(
    "When the first token is due, in milliseconds after the request. Default: one token's interval.",
  ),
  prefill_tokens_per_second: rate().describe(
    "Adds the prompt's length over this rate to the time to first token.",
  ),
  jitter: z.number().min(0).max(10).describe(
    "Coefficient of variation of the gaps between tokens (log-normal); the average rate stays the setting.",
  ),
  ...timingShape(),
  role_chunk: z.enum(["with_first_token", "at_once"]).describe(
    "When the chunk that carries the role leaves.",
  ),
  speed: z.number().positive().describe(
    "Scales all time at once: 10 runs everything ten times as fast.",
  ),
  response_length: z.string().min(1).describe(
    'The [responses] entry that is spoken, or "random", or "auto" (by [auto_response_length]).',
  ),
  duration_seconds: z.number().positive().max(86_400).describe(
    "Speak for about this long: text of the right length for the speed. Overrides response_length.",
  ),
  max_stream_time_seconds: z.number().positive().describe(
    "The longest a stream may take, when enforce_time_limit is on.",
  ),
  enforce_time_limit: z.boolean().describe("Whether max_stream_time_seconds is enforced."),
  truncation_message: z.string().max(LONGEST_MESSAGE).describe(
    "What follows the text that the time limit cut.",
  ),
  whole_responses: z.enum(["at_once", "paced"]).describe(
    "When an answer that is not streamed arrives: at once, or after the time its stream would take.",
  ),
  encoding: z.enum(["auto", "cl100k_base", "o200k_base", "estimate"]).describe(
    "The tokenizer: auto goes by the model's name, estimate takes four characters a token and loads none.",
  ),
  tool_calls: z.union([z.enum(["auto", "never", "always"]), z.int().min(1).max(128)]).describe(
    "Whether offered tools are called where tool_choice leaves it open: auto on a user's turn and never right after " +
      "a tool's result; a number calls so many in parallel.",
  ),
  refuse: z.boolean().describe("Answer with a refusal instead of text."),
  refusal_message: z.string().min(1).max(LONGEST_MESSAGE).describe("What a refusal says."),
  reasoning_tokens: z.int().min(0).max(100_000).describe(
    "Tokens that the model thinks before it speaks, at medium effort; above 0 it is a reasoning model.",
  ),
  reasoning_text: z.enum(["hidden", "content"]).describe(
    "Whether chat completions show the thinking, as reasoning_content, or only count it.",
  ),
  hold_at: place().describe(
    'Where a stream holds itself until POST /streams/{id} lets it go on: 0 is before the first token, n behind n, or "50%" of them, or inside the "arguments" of a call.',
  ),
  hold_seconds: z.number().positive().max(86_400).describe(
    "How long it waits there at most; then it goes on by itself.",
  ),
  seed: z.number().min(-(2 ** 63)).max(2 ** 63).refine(
    Number.isInteger,
    "Give a whole number",
  ).describe(
    "Makes text choice, jitter and ids repeat.",
  ),
  strict: z.boolean().describe("Exactly as the real service, where this server is more generous."),
  unknown_models: z.enum(["serve", "refuse"]).describe(
    "Whether a model that has no entry is served at the default speed or refused with a 404. Default: refuse where strict.",
  ),
  context_window: z.int().positive().describe(
    "Tokens of prompt and answer that fit; where strict, a longer request is refused. No limit by default.",
  ),
  requests_per_minute: z.int().positive().describe("Rate limit in requests; no limit by default."),
  tokens_per_minute: z.int().positive().describe("Rate limit in tokens; no limit by default."),
  ...loadShape(),
  ...weatherShape(),
}));

/** Some of the settings, as one place gives them. */
export const partialSettings = once(() => z.strictObject(settingsShape()).partial());

/**
 * Has zod check without the code that it else writes for each schema of an object: with 70 keys of which few are given that code is
 * no faster, and the first of many such checks waits 4 ms for it.
 */
export const UNCOMPILED = { jitless: true } as const;

/** What one place says about a completion; absent keys leave the farther place's word in force. */
export type PartialSettings = z.output<ReturnType<typeof partialSettings>>;

/** What one request may say about itself: the settings, and which profile to begin with. */
export const requestSettings = once(() =>
  partialSettings().extend({ profile: z.string().optional() })
);

type Optional =
  | WeatherKey
  | "ttft_ms"
  | "prefill_tokens_per_second"
  | "trace"
  | "duration_seconds"
  | "hold_at"
  | "seed"
  | "unknown_models"
  | "context_window"
  | "requests_per_minute"
  | "tokens_per_minute"
  | "max_running"
  | "max_queue";

type Complete = z.output<z.ZodObject<ReturnType<typeof settingsShape>>>;

/** Everything that decides one completion, with nothing left open but what is off by being absent. */
export type Settings =
  & Readonly<Omit<Complete, Optional>>
  & Readonly<Partial<Pick<Complete, Optional>>>;

/** What holds where no place says otherwise. */
export const defaultSettings: Settings = {
  tokens_per_second: 10,
  jitter: 0,
  ...defaultTiming,
  role_chunk: "with_first_token",
  speed: 1,
  response_length: "medium",
  max_stream_time_seconds: 60,
  enforce_time_limit: false,
  hold_seconds: 60,
  truncation_message: "... [Content truncated due to time limit]",
  whole_responses: "at_once",
  encoding: "auto",
  tool_calls: "auto",
  refuse: false,
  refusal_message: "I'm sorry, but I can't help with that.",
  reasoning_tokens: 0,
  reasoning_text: "hidden",
  strict: false,
  ...defaultLoad,
};
