/** What can go wrong with an answer on purpose: settings like any other, all off by being absent. */

import { z } from "zod";
import { once } from "./once.ts";
import { place } from "./place.ts";

/** A time that may never come; `"inf"` where JSON cannot say it. */
const endlessMs = once(() =>
  z
    .preprocess(
      (value) => value === Infinity || value === "inf" ? Number.MAX_VALUE : value,
      z.number().min(0),
    )
    .transform((value) => value === Number.MAX_VALUE ? Infinity : value)
    // JSON has no infinity: editors that see TOML through JSON find null in its place.
    .meta({ type: ["number", "string", "null"], pattern: "^inf$" })
);

/** What goes wrong by the names that all services share; each words it in its own way. */
export const ERROR_NAMES = [
  "invalid_request",
  "invalid_api_key",
  "permission_denied",
  "model_not_found",
  "request_too_large",
  "context_length_exceeded",
  "content_filter",
  "rate_limit",
  "insufficient_quota",
  "server_error",
  "bad_gateway",
  "timeout",
  "overloaded",
] as const;

/** One of them. */
export type ErrorName = (typeof ERROR_NAMES)[number];

const HEAD = 'Give "at_once", "with_first_token", "never", "reset", or milliseconds';

/** Before the answer: an error in its place, and when its head leaves. */
const beforeShape = once(() => ({
  status: z.int().min(200).max(599).refine(
    (status) => status === 200 || status >= 400,
    "Give 200, or 400 to 599",
  ).describe(
    "Answer with the service's own error of this status; 200: an error that its status does not tell.",
  ),
  error: z.enum(ERROR_NAMES).describe(
    "Which error, in the service's words; alone it brings its own status, beside error_at it is the stream's.",
  ),
  error_body: z.enum(["envelope", "html", "text", "empty", "half_json"]).describe(
    "What the error's body is: the service's JSON, a gateway's page or line, nothing, or half of the JSON.",
  ),
  retry_after: z.number().min(0).describe(
    "When to come again, in seconds, as the error's head says.",
  ),
  retry_after_form: z.enum(["seconds", "ms", "date"]).describe(
    "How: retry-after in seconds or as a date, or retry-after-ms.",
  ),
  should_retry: z.boolean().describe("What the error's x-should-retry says."),
  head: z.union(
    [z.enum(["at_once", "with_first_token", "never", "reset"], HEAD), z.number().min(0, HEAD)],
    HEAD,
  ).describe(
    "When the response's head leaves, in milliseconds after the request or in words; never: it hangs, reset: the connection breaks.",
  ),
}));

/** Inside the stream. */
const streamShape = once(() => ({
  error_at: place().describe("Where in the stream an error comes, after the 200."),
  error_then: z.enum(["close", "hang", "go_on"]).describe(
    "What follows that error: the end, silence, or the rest.",
  ),
  cut_at: place().describe("Where the stream ends as no protocol expects."),
  cut: z.enum(["drop", "close", "half_event", "half_character"]).describe(
    "How: the connection breaks, or the body ends rightly behind an event, inside of one, or inside of a character.",
  ),
  stall_at: place().describe("Where the stream falls silent."),
  stall_ms: endlessMs().describe("For how long, in milliseconds; inf is without end."),
  malformed_at: place().describe("Where one bad event comes."),
  malformed: z.enum(["half_json", "not_json", "bad_utf8", "empty_data", "wrong_type"]).describe(
    "What is bad about it.",
  ),
}));

/** How often. */
const oftenShape = once(() => ({
  probability: z.number().min(0).max(1).describe(
    "The share of requests that have this weather, drawn by the seed.",
  ),
  times: z.int().min(1).describe(
    "Only the next so many requests of this model and key or session have this weather.",
  ),
}));

/** Every key of the weather. */
export const faultShape = once(() => ({ ...beforeShape(), ...streamShape(), ...oftenShape() }));

/** Their names; a test holds them to the shape, which is made only when it is asked for. */
export const FAULT_KEYS: readonly (keyof ReturnType<typeof faultShape>)[] = [
  "status",
  "error",
  "error_body",
  "retry_after",
  "retry_after_form",
  "should_retry",
  "head",
  "error_at",
  "error_then",
  "cut_at",
  "cut",
  "stall_at",
  "stall_ms",
  "malformed_at",
  "malformed",
  "probability",
  "times",
];
