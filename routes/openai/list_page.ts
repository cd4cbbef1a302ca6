/** How OpenAI's services list: in pages behind a cursor. */

import { z } from "zod";
import { type Answer, jsonAnswer } from "../../lib/http/answer.ts";
import { checkQuery } from "./check_query.ts";

const listQuery = z.looseObject({
  order: z.enum(["asc", "desc"]).optional(),
  after: z.union([z.string(), z.number()]).optional(),
  limit: z.int().min(1).max(100).optional(),
});

/** How many one page has where the query does not say. */
const USUAL_LIMIT = 20;

/** One page of what is given oldest first; `usually` is the order where the query names none. */
export function listPage(
  oldestFirst: readonly { readonly id: string }[],
  url: URL,
  usually: "asc" | "desc",
): Answer {
  const { order = usually, after, limit = USUAL_LIMIT } = checkQuery(listQuery, url);
  const all = order === "asc" ? oldestFirst : oldestFirst.toReversed();
  const start = all.findIndex(({ id }) => id === String(after)) + 1;
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
