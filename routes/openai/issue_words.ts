/** What is wrong with a body in OpenAI's words (docs/wire.md §3), from what zod found. */

import { z } from "zod";
import { type ApiError, badRequest } from "../../lib/api_error.ts";
import { type Issue, type Path, schemaAt, shown, valueAt } from "../validation/zod_issues.ts";

/** The 400 of a key that must be there and is not. */
export const missing = (param: string): ApiError =>
  badRequest(`Missing required parameter: '${param}'.`, param, "missing_required_parameter");

/** The 400 of an issue that zod found in `body`. */
export function describe(issue: Issue, body: unknown, schema: z.ZodType): ApiError {
  const param = pathText(issue.path);
  const value = valueAt(body, issue.path);
  switch (issue.code) {
    case "invalid_type":
    case "invalid_union":
      return value === undefined
        ? missing(param)
        : wrongType(param, expectedAt(issue, schema), nameOf(value));
    case "invalid_value":
      if (value === undefined) return missing(param);
      if (typeof value !== "string" && issue.values.every((one) => typeof one === "string")) {
        return wrongType(param, expectedAt(issue, schema), nameOf(value));
      }
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

/** The 400 of a value of another type; `got` is what it is, with its article. */
export function wrongType(param: string, expected: string, got: string): ApiError {
  return badRequest(
    `Invalid type for '${param}': expected ${expected}, but got ${got} instead.`,
    param,
    "invalid_type",
  );
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
  if (issue.code === "invalid_value") return oneOf(issue.values);
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

/** What a value is, in OpenAI's words. */
export function nameOf(value: unknown): string {
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
  return `Invalid value: '${shown(value)}'. Supported values are: ${listed(supported, "and")}.`;
}

/** What is expected where a text is one of a few. */
export function oneOf(texts: readonly unknown[]): string {
  return `one of ${listed(texts, "or")}`;
}

/** Values in quotes, with a word before the last. */
export function listed(values: readonly unknown[], word: "and" | "or"): string {
  const quoted = values.map((one) => `'${String(one)}'`);
  return quoted.length < 3
    ? quoted.join(` ${word} `)
    : `${quoted.slice(0, -1).join(", ")}, ${word} ${quoted.at(-1)}`;
}
