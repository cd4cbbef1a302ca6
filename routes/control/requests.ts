/** `/requests`: the ledger, to assert on. */

import { z } from "zod";
import type { ApiError } from "../../lib/api_error.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { Outcome } from "../../lib/ledger/entry.ts";
import type { RequestFilter } from "../../lib/ledger/request_filter.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { parseQuery } from "../../lib/http/parse_query.ts";
import { notRemembered, withMissing } from "./missing.ts";
import { concerning, waitFor, waitSeconds } from "./wait.ts";

/** How a request may have ended, or that it has not. */
const OUTCOMES = [
  "open",
  "completed",
  "ended",
  "truncated",
  "client_left",
  "dropped",
  "fault",
  "failed",
  "error",
] as const satisfies readonly Outcome[];

/** What `GET /requests` may be asked. */
export const requestsQuery = z.strictObject({
  model: z.string().optional(),
  outcome: z.enum(OUTCOMES).optional(),
  status: z.coerce.number().int().optional(),
  path: z.string().optional(),
  session: z.string().optional(),
  wait: waitSeconds,
  count: z.coerce.number().int().min(1).default(1),
  limit: z.coerce.number().int().min(1).default(50),
});

/** What `GET /requests/{id}` may be asked. */
export const requestQuery = z.strictObject({
  wait: waitSeconds,
  chunks_from: z.coerce.number().int().min(0).default(0),
  request: z.enum(["true", "false"]).default("true"),
});

/** What `GET /requests/{id}/events` may be asked. */
export const eventsQuery = z.strictObject({
  from: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

/** What `DELETE /requests` may be asked. */
export const clearQuery = z.strictObject({ session: z.string().optional() });

/** `GET /requests`: the newest first; with `wait`, as soon as there are `count`. */
export const listRequests = (deps: Deps): Handler => async ({ url, request: { signal } }) => {
  const { wait, count, ...query } = parseQuery(requestsQuery, url);
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const limit = Math.max(query.limit, count);
  const filter: RequestFilter = { ...Object.fromEntries(given), limit };
  const data = await waitFor(deps, {
    waitMs: wait * 1000,
    look: () => deps.control.listRequests(filter),
    isEnough: ({ length }) => length >= count,
    concerns: concerning(query.session),
    signal,
  });
  return await withMissing(deps, Response.json({ object: "list", data }));
};

/** `GET /requests/{id}?wait=seconds`: one request, whole, or what is new to whoever has seen it, by its own or its completion's id. */
export const getRequest = (deps: Deps): Handler => async (exchange) => {
  const { params: { id = "" }, url, request: { signal }, id: waiter } = exchange;
  const { wait, chunks_from, request } = parseQuery(requestQuery, url);
  const leave = () => void deps.control.stopWaiting(waiter);
  signal.addEventListener("abort", leave, { once: true });
  const found = await deps.control.findRequest(id, wait * 1000, waiter);
  signal.removeEventListener("abort", leave);
  if (!found) throw await noRequest(id, deps);
  const { request: said, chunks, ...rest } = found;
  return Response.json({
    ...rest,
    chunks: chunks.slice(chunks_from),
    ...(request === "true" ? { request: said } : {}),
  });
};

/** `GET /requests/{id}/events`: what was written of its answer, event by event, some at a time. */
export const getRequestEvents = (deps: Deps): Handler => async ({ params: { id = "" }, url }) => {
  const page = await deps.control.readEvents(id, parseQuery(eventsQuery, url));
  if (page) return Response.json(page);
  throw await noRequest(id, deps);
};

function noRequest(id: string, deps: Deps): Promise<ApiError> {
  return notRemembered(deps, `No request '${id}' is remembered`);
}

/** `DELETE /requests`: forgets them all, or with `session` those of one. */
export const clearRequests = (deps: Deps): Handler => async ({ url }) => {
  await deps.control.clearRequests(parseQuery(clearQuery, url).session);
  return await withMissing(deps, Response.json({ object: "list", data: [] }));
};
