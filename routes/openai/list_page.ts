/** How OpenAI's services list: in pages behind a cursor. */

import { z } from "zod";
import { badRequest } from "../../lib/api_error.ts";
import { jsonAnswer } from "../../lib/http/json_answer.ts";

const listQuery = z.looseObject({
  order: z.enum(["asc", "desc"]).optional(),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** One page of what is given oldest first; `usually` is the order where the query names none. */
export function listPage(
  oldestFirst: readonly { readonly id: string }[],
  { searchParams }: URL,
  usually: "asc" | "desc",
): Response {
  const query = listQuery.safeParse(Object.fromEntries(searchParams));
  if (!query.success) {
    const [issue] = query.error.issues;
    const key = String(issue?.path[0]);
    throw badRequest(`Cannot read the query: ${key}: ${issue?.message}.`, key);
  }
  const { order = usually, after, limit } = query.data;
  const all = order === "asc" ? oldestFirst : oldestFirst.toReversed();
  const start = all.findIndex(({ id }) => id === after) + 1;
  const data = all.slice(start, start + limit);
  return jsonAnswer(listJson(data, start + limit < all.length));
}

/** A list as it is told; `hasMore`: something comes after it. */
export function listJson(data: readonly { readonly id: string }[], hasMore: boolean): object {
  return {
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: hasMore,
  };
}
