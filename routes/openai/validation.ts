/** Checks a body and words what is wrong with it as OpenAI does (docs/wire.md §3): once, from the zod schema. */

import { z } from "zod";
import { type ApiError, badRequest } from "../../lib/api_error.ts";
import { withSafeIntegers } from "../validation/whole_numbers.ts";
import type { RawBody } from "../../lib/dialect/dialect.ts";
import type { RefuseIfStrict } from "../../lib/dialect/objections.ts";
import { checkedBy } from "../validation/long_lists.ts";
import {
  holdsTooMuch,
  innermost,
  type Issue,
  MOST_VALUES,
  type Path,
  schemaAt,
  shown,
  valueAt,
} from "../validation/zod_issues.ts";

/** What a body must have before anything else is looked at, each with what is said where it has not. */
export type Required = Readonly<Record<string, () => ApiError>>;

/** The 400 of chat, completions and embeddings without a model. */
export const noModel = (): ApiError => badRequest("you must provide a model parameter");

/** The 400 of any other key that must be there. */
export const missing = (param: string): ApiError =>
  badRequest(`Missing required parameter: '${param}'.`, param, "missing_required_parameter");

/**
 * A schema of objects of `shape` as an array, named as OpenAI names it. `schema`'s own wrong type is then "an array of
 * objects" in messages.
 */
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
  required: Required,
): z.output<z.ZodObject<Shape>> {
  const given = Object.values(raw).includes(null)
    ? Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== null))
    : raw;
  for (const [key, error] of Object.entries(required)) {
    if (given[key] === undefined || (key === "model" && given[key] === "")) throw error();
  }
  refuseUnknown(schema, raw, refuseIfStrict);
  refuseTooMuch(schema, given);
  const { error, data } = checkedBy(schema, given);
  if (!error) return data;
  const safe = withSafeIntegers(given, error.issues);
  if (safe) return parseOpenAi(schema, safe, refuseIfStrict, required);
  const keys = Object.keys(given);
  const place = (issue: Issue) => keys.indexOf(String(issue.path[0]));
  const [first] = error.issues.toSorted((a, b) => place(a) - place(b));
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

function refuseUnknown(
  schema: z.ZodObject,
  raw: RawBody,
  refuseIfStrict: RefuseIfStrict,
): void {
  for (const key of Object.keys(raw)) {
    if (!Object.hasOwn(schema.shape, key)) {
      refuseIfStrict(badRequest(`Unknown parameter: '${key}'.`, key, "unknown_parameter"));
    }
  }
}

function describe(issue: Issue, body: unknown, schema: z.ZodType): ApiError {
  const param = pathText(issue.path);
  const value = valueAt(body, issue.path);
  switch (issue.code) {
    case "invalid_type":
    case "invalid_union":
      if (value === undefined) return missing(param);
      return badRequest(
        `Invalid type for '${param}': expected ${expectedAt(issue, schema)}, but got ${
          nameOf(value)
        } instead.`,
        param,
        "invalid_type",
      );
    case "invalid_value":
      if (value === undefined) return missing(param);
      return badRequest(notSupported(value, issue.values), param, "invalid_value");
    case "custom":
      return badRequest(issue.message, param, "invalid_value");
    case "too_small":
      return outOfRange(param, value, originAt(issue, schema), "minimum", Number(issue.minimum));
    case "too_big":
      return outOfRange(param, value, originAt(issue, schema), "maximum", Number(issue.maximum));
    default:
      return badRequest(`Invalid value for '${param}': ${issue.message}.`, param, "invalid_value");
  }
}

/** The 400 of a value beyond a bound; `origin` is zod's name for what it is: `int`, `number`, `array` or `string`. */
export function outOfRange(
  param: string,
  value: unknown,
  origin: string,
  bound: "minimum" | "maximum",
  limit: number,
): ApiError {
  const below = bound === "minimum";
  if (origin === "array" || origin === "string") {
    const kind = origin === "array" ? "an array" : "a string";
    const length = Array.isArray(value) || typeof value === "string" ? value.length : 0;
    const got = length === 0 ? `an empty ${origin}` : `${kind} with length ${length}`;
    const fault = length === 0 ? `empty ${origin}` : `${origin} too ${below ? "short" : "long"}`;
    const code = length === 0
      ? `empty_${origin}`
      : `${origin}_${below ? "below_min" : "above_max"}_length`;
    return badRequest(
      `Invalid '${param}': ${fault}. Expected ${kind} with ${bound} length ${limit}, but got ${got} instead.`,
      param,
      code,
    );
  }
  const kind = origin === "int" ? "integer" : "decimal";
  const relation = below ? ">=" : "<=";
  return badRequest(
    `Invalid '${param}': ${kind} ${below ? "below minimum" : "above maximum"} value. ` +
      `Expected a value ${relation} ${limit}, but got ${shown(value)} instead.`,
    param,
    `${kind}_${below ? "below_min" : "above_max"}_value`,
  );
}

/** What the schema wants at a path, in OpenAI's words. */
function expectedAt(issue: Issue, schema: z.ZodType): string {
  const wanted = schemaAt(schema, issue.path);
  const meta = wanted?.meta()?.expected;
  if (typeof meta === "string") return meta;
  if (wanted instanceof z.ZodNumberFormat) return "an integer";
  return issue.code === "invalid_type"
    ? EXPECTED[issue.expected] ?? `a ${issue.expected}`
    : "another type";
}

/** What is out of range; zod calls an integer a number too. */
function originAt(issue: Extract<Issue, { origin: string }>, schema: z.ZodType): string {
  return schemaAt(schema, issue.path) instanceof z.ZodNumberFormat ? "int" : issue.origin;
}

const EXPECTED: Readonly<Record<string, string>> = {
  number: "a decimal",
  int: "an integer",
  string: "a string",
  boolean: "a boolean",
  array: "an array",
  object: "an object",
  record: "an object",
};

function nameOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  switch (typeof value) {
    case "number":
      return Number.isInteger(value) ? "an integer" : "a decimal number";
    case "object":
      return "an object";
    default:
      return `a ${typeof value}`;
  }
}

/** `messages[0].role` */
function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, "");
}

/** What is said to a value that is none of those that there are. A check of a schema may say it as its message. */
export function notSupported(value: unknown, supported: readonly unknown[]): string {
  const values = supported.map((one) => `'${String(one)}'`);
  const listed = values.length < 3
    ? values.join(" and ")
    : `${values.slice(0, -1).join(", ")}, and ${values.at(-1)}`;
  return `Invalid value: '${shown(value)}'. Supported values are: ${listed}.`;
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
