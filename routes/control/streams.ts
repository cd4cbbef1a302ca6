/** `/streams`: the streams under way, and acting on one, or on all of a session. */

import { z } from "zod";
import { ApiError, badRequest } from "../../lib/api_error.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import { readRawBody } from "../../lib/dialect/read_body.ts";
import { streamAction } from "../../lib/stream/stream_action_body.ts";
import type { StreamAction } from "../../lib/stream/stream_actions.ts";
import type { Exchange, Handler } from "../../lib/http/exchange.ts";
import { parseQuery } from "../../lib/http/parse_query.ts";
import { missingNote, withMissing } from "./missing.ts";
import { concerning, waitFor, waitSeconds } from "./wait.ts";

/** What `GET /streams` may be asked. */
export const streamsQuery = z.strictObject({
  session: z.string().optional(),
  held: z.enum(["true", "false"]).optional(),
  wait: waitSeconds,
  count: z.coerce.number().int().min(1).default(1),
});

/** `GET /streams`: those under way, or of them those that hold themselves; with `wait`, as soon as there are `count`. */
export const listStreams = (deps: Deps): Handler => async ({ url, request: { signal } }) => {
  const { session, held, wait, count } = parseQuery(streamsQuery, url);
  const data = await waitFor(deps, {
    waitMs: wait * 1000,
    look: async () =>
      (await deps.control.listStreams(session)).filter((stream) =>
        held === undefined || stream.held === (held === "true")
      ),
    isEnough: ({ length }) => length >= count,
    concerns: concerning(session),
    signal,
  });
  return await withMissing(deps, Response.json({ object: "list", data }));
};

/** `POST /streams/{id}`: pause, resume, step, end, drop, another speed, a mark, or a fault. Answers with the stream's state. */
export const actOnStream = (deps: Deps): Handler => async (exchange) => {
  const { id = "" } = exchange.params;
  const acted = await deps.control.actOnStream(id, await readAction(exchange, deps));
  if (acted?.kind === "done") return Response.json(acted.stream);
  if (acted) {
    throw new ApiError({
      status: 409,
      message: `Cannot act on '${id}': ${acted.why}. It can be held, ended and dropped.`,
      code: "not_a_stream",
    });
  }
  throw new ApiError({
    status: 404,
    message: `No stream '${id}' is open. GET /streams lists those that are.` +
      await missingNote(deps),
    code: "stream_not_found",
  });
};

/** `POST /sessions/{name}`: the same to all streams of a session that are open and can be acted on so. */
export const actOnSession = (deps: Deps): Handler => async (exchange) => {
  const { name = "" } = exchange.params;
  const action = await readAction(exchange, deps);
  const open = await deps.control.listStreams(name);
  const acted = await Promise.all(open.map(({ id }) => deps.control.actOnStream(id, action)));
  const data = acted.flatMap((one) => one?.kind === "done" ? [one.stream] : []);
  return await withMissing(deps, Response.json({ object: "list", data }));
};

async function readAction(exchange: Exchange, deps: Deps): Promise<StreamAction> {
  const body = await readRawBody(exchange, deps);
  const result = streamAction.safeParse(body);
  if (result.success) return endless(result.data);
  throw badRequest(`Cannot act on a stream: ${wrongIn(result.error)}`, "action", "invalid_value");
}

/** What is wrong with an action that is there, and which there are. */
function wrongIn({ issues: [issue] }: z.ZodError): string {
  const key = issue?.code === "unrecognized_keys" ? issue.keys[0] : issue?.path.join(".");
  return issue && key && key !== "action"
    ? `'${key}': ${issue.message}. Send ${ACTIONS}`
    : `send ${ACTIONS}`;
}

const ACTIONS = '{"action": "pause" | "resume" | "step" | "end" | "drop"}, ' +
  '{"action": "resume", "until": 40}, {"action": "speed", "speed": 2}, {"action": "mark", "name": "stop"}, ' +
  '{"action": "error", "error": "overloaded"}, {"action": "cut", "cut": "half_event"}, ' +
  '{"action": "stall", "stall_ms": 5000} or {"action": "malformed", "malformed": "half_json"}.';

/** Without end is also where no time is said, and JSON between machines has no infinity. */
function endless(action: StreamAction): StreamAction {
  return action.action === "stall" && action.stall_ms === Infinity ? { action: "stall" } : action;
}
