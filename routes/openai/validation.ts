/** Checks a body by its zod schema, and refuses it in the order and the words of OpenAI (docs/wire.md §3). */

import { z } from "zod";
import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { RawBody } from "../../lib/dialect/dialect.ts";
import type { RefuseIfStrict } from "../../lib/dialect/objections.ts";
import { checkedBy } from "../validation/long_lists.ts";
import { isUnsafe, withSafeIntegers } from "../validation/whole_numbers.ts";
import {
  holdsTooMuch,
  innermost,
  type Issue,
  MOST_VALUES,
  schemaAt,
} from "../validation/zod_issues.ts";
import { describe, notSupported } from "./issue_words.ts";
import { type Moved, unknownKeys } from "./unknown_keys.ts";

/** What a body must have before anything else is looked at, each with what is said where it has not. */
export type RequiredKeys = Readonly<Record<string, () => ApiError>>;

/** The 400 of chat, completions and embeddings without a model. */
export const noModel = (): ApiError => badRequest("you must provide a model parameter");

/** A schema that a value of another type is told to expect as `expected`, such as "an array of objects". */
export function named<T extends z.ZodType>(schema: T, expected: string): T {
  return schema.meta({ expected });
}

/**
 * The body by its schema, in the real service's order: required keys, unknown keys, then fields in the
 * body's order. A top-level `null` stands for an absent key.
 */
export function parseOpenAi<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  raw: RawBody,
  refuseIfStrict: RefuseIfStrict,
  required: RequiredKeys,
  moved: Moved = {},
): z.output<z.ZodObject<Shape>> {
  const given = Object.values(raw).includes(null)
    ? Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null))
    : raw;
  for (const [key, error] of Object.entries(required)) {
    if (given[key] === undefined || (key === "model" && given[key] === "")) throw error();
  }
  for (const error of unknownKeys(schema, raw, moved)) refuseIfStrict(error);
  refuseTooMuch(schema, given);
  const { error, data } = checkedBy(schema, given);
  if (!error) return data;
  const safe = withSafeIntegers(given, error.issues);
  if (safe) return parseOpenAi(schema, safe, refuseIfStrict, required, moved);
  const keys = Object.keys(given);
  const place = (issue: Issue) => keys.indexOf(String(issue.path[0]));
  const told = error.issues.filter((issue) => !isUnsafe(issue));
  const [first] = told.toSorted((a, b) => place(a) - place(b));
  throw first ? describe(innermost(first), given, schema) : badRequest("Invalid body.");
}

/** Zod lists all that is wrong in an array. A custom schema looks by itself, and may take millions of tokens. */
function refuseTooMuch(schema: z.ZodObject, given: RawBody): void {
  const key = Object.keys(given).find((key) =>
    typeof given[key] === "object" &&
    !(schemaAt(schema, [key]) instanceof z.ZodCustom) && holdsTooMuch(given[key])
  );
  if (key !== undefined) {
    throw badRequest(`Invalid '${key}': it holds over ${MOST_VALUES} values.`, key);
  }
}

/** The issue of a key that must be there. */
export function lacking(
  key: string,
  expected: "string" | "object" = "string",
): z.core.$ZodRawIssue {
  return { code: "invalid_type", expected, path: [key], input: undefined };
}

/** The issue of a `type` that is none of those that there are. */
export function unknownType(type: string, known: readonly string[]): z.core.$ZodRawIssue {
  return { code: "custom", message: notSupported(type, known), path: ["type"], input: type };
}
