/** `/requests`: the ledger, to assert on. */

import { z } from "zod";
import { ApiError } from "../../lib/api_error.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { RequestFilter } from "../../lib/ledger/ledger.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { parseQuery } from "../../lib/http/parse_query.ts";

const listQuery = z.strictObject({
  model: z.string().optional(),
  outcome: z.enum([
    "open",
    "completed",
    "ended",
    "truncated",
    "client_left",
    "dropped",
    "failed",
    "error",
  ])
    .optional(),
  status: z.coerce.number().int().optional(),
  path: z.string().optional(),
  limit: z.coerce.number().int().min(1).default(50),
});

/** The longest that `wait` may hold an answer back. */
const LONGEST_WAIT_SECONDS = 600;

const findQuery = z.strictObject({
  wait: z.coerce.number().min(0).max(LONGEST_WAIT_SECONDS).default(0),
});

/** `GET /requests`: the newest first. */
export const listRequests = (deps: Deps): Handler => async ({ url }) => {
  const query = parseQuery(listQuery, url);
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const filter: RequestFilter = { ...Object.fromEntries(given), limit: query.limit };
  return Response.json({ object: "list", data: await deps.control.listRequests(filter) });
};

/** `GET /requests/{id}?wait=seconds`: one request, whole, by its own or its completion's id. */
export const getRequest = (deps: Deps): Handler => async ({ params: { id = "" }, url }) => {
  const { wait } = parseQuery(findQuery, url);
  const found = await deps.control.findRequest(id, wait * 1000);
  if (found) return Response.json(found);
  throw new ApiError({
    status: 404,
    message: `No request '${id}' is remembered. GET /requests lists those that are; ` +
      "ledger_entries in [server] of config.toml says how many.",
    code: "request_not_found",
  });
};

/** `DELETE /requests`: forgets them all. */
export const clearRequests = (deps: Deps): Handler => async () => {
  await deps.control.clearRequests();
  return Response.json({ object: "list", data: [] });
};
