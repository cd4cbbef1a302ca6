/** `/sessions`: which sessions live, and the end of one. */

import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { withMissing } from "./missing.ts";
import { isSessionName, wrongSession } from "../../lib/http/session.ts";

/** `GET /sessions`: those that live, the longest unused first. */
export const listSessions = (deps: Deps): Handler => async () =>
  Response.json({ object: "list", data: await deps.sessions.listSessions() });

/**
 * `DELETE /sessions/{name}`: all of it at once. Its open streams are broken off, and its requests, counters, rate limits and stored
 * things forgotten. One that there is not is ended, too, so that a test may always clean up.
 */
export const endSession = (deps: Deps): Handler => async ({ params: { name = "" } }) => {
  if (!isSessionName(name)) throw wrongSession(name);
  // First, since whoever waits would else come in for those who are dropped.
  await deps.sessions.clearLines(name);
  const streams = await deps.control.dropStreams(name);
  const requests = await deps.control.clearRequests(name);
  const existed = await deps.sessions.endSession(name);
  return await withMissing(deps, Response.json({ session: name, existed, requests, streams }));
};
