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
