/** What is wrong with a body in Anthropic's words, which are pydantic's, from what zod found (docs/wire.md §6). */

import { z } from "zod";
import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { RawBody } from "../../lib/dialect/dialect.ts";
import { isRecord } from "../../lib/is_record.ts";
import { type Issue, type Path, schemaAt, shown, valueAt } from "../validation/zod_issues.ts";

/** The 400 that names a place in the request and what is wrong there. */
export function errorAt(place: string, message: string): ApiError {
  return badRequest(`${place}: ${message}`, place);
}

/** The 400 of an issue that zod found in `body`. */
export function describe(issue: Issue, body: RawBody, schema: z.ZodType): ApiError {
  const { path } = issue;
  const value = valueAt(body, path);
  if (issue.code === "invalid_union" && "options" in issue && value !== undefined) {
    return errorAt(
      placeOf(path.slice(0, -1), body),
      notTagged(shown(value), (issue.options ?? []).map(String)),
    );
  }
  const place = placeOf(path, body);
  if (value === undefined) return errorAt(place, "Field required");
  if (path[0] === "messages" && path[2] === "role" && path.length === 3) {
    return errorAt(
      "messages",
      `Unexpected role "${shown(value)}". Allowed roles are "user" or "assistant"`,
    );
  }
  const words = schemaAt(schema, path)?.meta()?.words;
  if (typeof words === "string" && issue.code !== "custom") return errorAt(place, words);
  // zod calls an integer a number where the value is none at all.
  const noInteger = issue.code === "invalid_type" &&
    schemaAt(schema, path) instanceof z.ZodNumberFormat;
  return errorAt(place, noInteger ? wordsOfNoInteger(value) : wordsOf(issue, value));
}

/** What is said to a `type` that is none of those that there are. */
export function notTagged(type: string, known: readonly string[]): string {
  const tags = known.map((tag) => `'${tag}'`).toSorted().join(", ");
  return `Input tag '${type}' found using 'type' does not match any of the expected tags: ${tags}`;
}

function wordsOfNoInteger(value: unknown): string {
  const why = typeof value === "number" ? ", got a number with a fractional part" : "";
  return `Input should be a valid integer${why}`;
}

function wordsOf(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return `Input should be ${EXPECTED[issue.expected] ?? `a valid ${issue.expected}`}`;
    case "invalid_union": {
      const last = issue.errors.at(-1)?.[0];
      return last ? wordsOf(last, value) : "Input should be valid";
    }
    case "invalid_value": {
      const values = issue.values.map((one) => `'${String(one)}'`);
      const last = values.pop();
      return `Input should be ${values.length > 0 ? `${values.join(", ")} or ` : ""}${last}`;
    }
    case "too_small":
      return outOfRange(issue.origin, value, "at least", "greater", Number(issue.minimum));
    case "too_big":
      return outOfRange(issue.origin, value, "at most", "less", Number(issue.maximum));
    default:
      return issue.message;
  }
}

function outOfRange(
  origin: string,
  value: unknown,
  bound: string,
  relation: string,
  limit: number,
): string {
  if (origin === "array") {
    const length = Array.isArray(value) ? value.length : 0;
    return `List should have ${bound} ${counted(limit, "item")} after validation, not ${length}`;
  }
  if (origin === "string") return `String should have ${bound} ${counted(limit, "character")}`;
  return `Input should be ${relation} than or equal to ${limit}`;
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

const EXPECTED: Readonly<Record<string, string>> = {
  array: "a valid array",
  object: "an object",
  record: "an object",
};

/** `messages.0.content.1.tool_use.id`: behind an object that is one kind of several, the path names its kind. */
function placeOf(path: Path, body: RawBody): string {
  const places = path.map((key, i) => {
    const kind = key === "type" ? undefined : kindOf(valueAt(body, path.slice(0, i)), path, i);
    return kind === undefined ? String(key) : `${kind}.${String(key)}`;
  });
  return places.join(".");
}

/** The kind of the object that stands `depth` keys down a path; a tool that does not say is a custom one. */
function kindOf(value: unknown, path: Path, depth: number): string | undefined {
  if (!isRecord(value)) return undefined;
  if (typeof value.type === "string") return value.type;
  return path[0] === "tools" && depth === 2 ? "custom" : undefined;
}
