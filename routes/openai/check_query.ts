/** Checks the query of a URL by its zod schema, and refuses it as a body is refused (docs/wire.md §3). */

import type { z } from "zod";
import { badRequest } from "../../lib/api_error.ts";
import { innermost } from "../validation/zod_issues.ts";
import { describe } from "./issue_words.ts";

/** A query's values; what reads as a number is one. Throws the 400 that OpenAI would send for such a body. */
export function checkQuery<T>(schema: z.ZodType<T>, { searchParams }: URL): T {
  const given = Object.fromEntries(
    [...searchParams].map((
      [key, value],
    ) => [key, /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value]),
  );
  const { error, data } = schema.safeParse(given);
  if (!error) return data;
  const [issue] = error.issues;
  throw issue ? describe(innermost(issue), given, schema) : badRequest("Invalid query.");
}
