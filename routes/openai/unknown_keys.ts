/** What OpenAI says of keys that it does not know (docs/wire.md §3). */

import { levenshteinDistance } from "@std/text/levenshtein-distance";
import { z } from "zod";
import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { RawBody } from "../../lib/dialect/dialect.ts";
import { isRecord } from "../../lib/is_record.ts";
import { schemaAt } from "../validation/zod_issues.ts";
import { listed } from "./issue_words.ts";

/** Keys that another endpoint has, and what stands for them on this one. */
export type Moved = Readonly<Record<string, string>>;

/** The schemas of objects of which the service knows every key. A set, since each request asks for it. */
const CLOSED = new WeakSet<z.ZodType>();

/** Notes that a schema's object has no other keys than those that it names. */
export function closed<T extends z.ZodType>(schema: T): T {
  CLOSED.add(schema);
  return schema;
}

/** So many keys are told of; nobody reads more, and each costs. */
const MOST_TOLD = 16;

/** An error for each key of a body that `schema` does not have: those of the body itself first, then those of objects within it. */
export function* unknownKeys(schema: z.ZodObject, body: RawBody, moved: Moved): Iterable<ApiError> {
  const { shape } = schema;
  let told = 0;
  for (const key of Object.keys(body)) {
    if (Object.hasOwn(shape, key)) continue;
    if (told++ === MOST_TOLD) break;
    yield unknown(key, schema, body, moved);
  }
  for (const [key, value] of Object.entries(body)) {
    if (!isRecord(value)) continue;
    const inner = schemaAt(schema, [key]);
    if (!(inner instanceof z.ZodObject) || !CLOSED.has(inner)) continue;
    const lost = Object.keys(value).find((one) => !Object.hasOwn(inner.shape, one));
    if (lost !== undefined) yield unknownKey(`${key}.${lost}`);
  }
}

/** The 400 of a key that is not known where it stands. */
export function unknownKey(param: string, hint = ""): ApiError {
  return badRequest(`Unknown parameter: '${param}'.${hint}`, param, "unknown_parameter");
}

/** The 400 of a key that is called otherwise here. */
export function movedKey(key: string, to: string): ApiError {
  return badRequest(
    `Unsupported parameter: '${key}'. In the Responses API, this parameter has moved to '${to}'. Try again with ` +
      "the new parameter. See the API documentation for more information: " +
      "https://platform.openai.com/docs/api-reference/responses/create.",
    undefined,
    "unsupported_parameter",
  );
}

function unknown(key: string, schema: z.ZodObject, body: RawBody, moved: Moved): ApiError {
  const to = Object.hasOwn(moved, key) ? moved[key] : undefined;
  return to === undefined ? unknownKey(key, hint(key, schema, body)) : movedKey(key, to);
}

/** The most characters that are mistyped in a key for which others are suggested. */
const MOST_MISTYPED = 2;

/** The known keys that are near to a key, and are not in the body already. */
function hint(key: string, { shape }: z.ZodObject, body: RawBody): string {
  const near = Object.keys(shape)
    .filter((one) => Math.abs(one.length - key.length) <= MOST_MISTYPED)
    .filter((one) => !Object.hasOwn(body, one))
    .map((one) => ({ one, distance: levenshteinDistance(key, one) }))
    .filter(({ distance }) => distance <= MOST_MISTYPED)
    .toSorted((a, b) => a.distance - b.distance || (a.one < b.one ? -1 : 1))
    .map(({ one }) => one);
  return near.length === 0 ? "" : ` Did you mean ${listed(near, "or")}?`;
}
