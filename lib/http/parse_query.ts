/** A query by its schema, for the mock's own endpoints. */

import type { z } from "zod";
import { badRequest } from "../api_error.ts";

/** The query's values; throws a 400 that names the key which is wrong. */
export function parseQuery<T>(schema: z.ZodType<T>, url: URL): T {
  const result = schema.safeParse(Object.fromEntries(url.searchParams));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const key = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.join(".");
  throw badRequest(`Cannot read the query: '${key}': ${issue?.message}.`, key, "invalid_value");
}
