/** `/streams`: hold an open stream in your hand. */

import { z } from "zod";
import { ApiError, badRequest } from "../../lib/api_error.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { StreamAction } from "../../lib/stream/open_streams.ts";
import { readJson } from "../../lib/http/read_json.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { parseQuery } from "../../lib/http/parse_query.ts";
import { concerning, waitFor, waitSeconds } from "./wait.ts";

const action = z.discriminatedUnion("action", [
  z.strictObject({ action: z.enum(["pause", "resume", "step", "end", "drop"]) }),
  z.strictObject({ action: z.literal("speed"), speed: z.number().positive() }),
]);

const listQuery = z.strictObject({
  session: z.string().optional(),
  wait: waitSeconds,
  count: z.coerce.number().int().min(1).default(1),
});

/** `GET /streams`: those under way; with `wait`, as soon as there are `count`. */
export const listStreams = (deps: Deps): Handler => async ({ url, request: { signal } }) => {
  const { session, wait, count } = parseQuery(listQuery, url);
  const data = await waitFor(deps, {
    waitMs: wait * 1000,
    look: () => deps.control.listStreams(session),
    isEnough: ({ length }) => length >= count,
    concerns: concerning(session),
    signal,
  });
  return Response.json({ object: "list", data });
};

/** `POST /streams/{id}`: pause, resume, step, end, drop, or another speed. Answers with the stream's state. */
export const actOnStream = (deps: Deps): Handler => async ({ request, params: { id = "" } }) => {
  const body = await readJson(request, deps.config().server.max_body_bytes, deps.turns);
  const state = await deps.control.actOnStream(id, parseAction(body));
  if (state) return Response.json(state);
  throw new ApiError({
    status: 404,
    message: `No stream '${id}' is open. GET /streams lists those that are.`,
    code: "stream_not_found",
  });
};

function parseAction(body: unknown): StreamAction {
  const result = action.safeParse(body);
  if (result.success) return result.data;
  throw badRequest(
    'Cannot act on a stream: send {"action": "pause" | "resume" | "step" | "end" | "drop"} ' +
      'or {"action": "speed", "speed": 2}.',
    "action",
    "invalid_value",
  );
}
