/** How Anthropic's services list: in pages before or after an id. */

import { z } from "zod";
import { parseAnthropic } from "./validation.ts";
import { type Answer, jsonAnswer } from "../../lib/http/answer.ts";

const listQuery = z.looseObject({
  limit: z.int().min(1).max(1000).optional(),
  after_id: z.string().optional(),
  before_id: z.string().optional(),
});

/** One page of a list; `usualLimit` is how many it holds where the query does not say. */
export function listPage(
  all: readonly { readonly id: string }[],
  { searchParams }: URL,
  usualLimit: number,
): Answer {
  const given = Object.fromEntries(searchParams);
  const limited = /^-?\d+$/.test(given.limit ?? "")
    ? { ...given, limit: Number(given.limit) }
    : given;
  const { limit = usualLimit, after_id, before_id } = parseAnthropic(listQuery, limited, () => {});
  const before = all.findIndex(({ id }) => id === before_id);
  const start = before >= 0
    ? Math.max(0, before - limit)
    : all.findIndex(({ id }) => id === after_id) + 1;
  const end = before >= 0 ? before : start + limit;
  const data = all.slice(start, end);
  return jsonAnswer({
    data,
    has_more: before >= 0 ? start > 0 : end < all.length,
    first_id: data.at(0)?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  });
}
