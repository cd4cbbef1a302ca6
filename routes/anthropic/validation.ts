/** Checks a body by its zod schema, and refuses it in the order of Anthropic (docs/wire.md §6). */

import type { z } from "zod";
import { badRequest } from "../../lib/api_error.ts";
import { withSafeIntegers } from "../validation/whole_numbers.ts";
import type { RawBody } from "../../lib/dialect/dialect.ts";
import type { RefuseIfStrict } from "../../lib/dialect/objections.ts";
import { checkedBy } from "../validation/long_lists.ts";
import { asType, holdsTooMuch, innermost, MOST_VALUES } from "../validation/zod_issues.ts";
import { describe, errorAt } from "./issue_words.ts";

/** A schema that a value of another form is told of in these words. */
export function worded<T extends z.ZodType>(schema: T, words: string): T {
  return schema.meta({ words });
}

/** So many keys that are not known are told of; nobody reads more, and each costs. */
const MOST_TOLD = 16;

/** What some objects are told. */
export const WRONG_SHAPE = "Input does not match the expected shape.";

/** Keys for which `null` is a value of the wrong type, and not as if they were left out. */
const NEVER_NULL = new Set([
  "model",
  "tool_choice",
  "tools",
  "messages",
  "system",
  "thinking",
  "output_config",
  "max_tokens",
  "temperature",
  "service_tier",
  "top_k",
  "top_p",
  "stream",
]);

/**
 * The body by its schema, in the order of the schema's keys; then unknown keys. A top-level `null`
 * stands for an absent key; where the service has none of it, strict refuses it.
 */
export function parseAnthropic<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  raw: RawBody,
  refuseIfStrict: RefuseIfStrict,
): z.output<z.ZodObject<Shape>> {
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null));
  for (const [key, value] of Object.entries(raw)) {
    if (value === null && NEVER_NULL.has(key)) refuseNull(schema, raw, key, refuseIfStrict);
  }
  const long = Object.keys(given).find((key) => holdsTooMuch(given[key]));
  if (long !== undefined) throw errorAt(long, `Input should have at most ${MOST_VALUES} values`);
  const { error, data } = checkedBy(schema, given);
  if (error) {
    const [first] = error.issues;
    const safe = withSafeIntegers(given, error.issues);
    if (safe) return parseAnthropic(schema, safe, refuseIfStrict);
    throw first ? describe(innermost(first), given, schema) : badRequest("Invalid body");
  }
  const { shape } = schema;
  const unknown = Object.keys(raw).filter((key) => !Object.hasOwn(shape, key));
  for (const key of unknown.slice(0, MOST_TOLD)) {
    refuseIfStrict(errorAt(key, "Extra inputs are not permitted"));
  }
  return data;
}

function refuseNull(
  schema: z.ZodObject,
  body: RawBody,
  key: string,
  refuseIfStrict: RefuseIfStrict,
): void {
  const type = asType(schema.shape[key]);
  const issue = type?.safeParse(null).error?.issues[0];
  if (!issue) return;
  const error = describe(innermost({ ...issue, path: [key] }), body, schema);
  if (!type?.isOptional()) throw error;
  refuseIfStrict(error);
}
