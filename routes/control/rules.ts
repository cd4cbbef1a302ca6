/** `/rules`: which answers are given to whom, and giving others to one session or to all. */

import { z } from "zod";
import { badRequest } from "../../lib/api_error.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { parseQuery } from "../../lib/http/parse_query.ts";
import { readSizedJson } from "../../lib/http/read_json.ts";
import { isSessionName, wrongSession } from "../../lib/http/session.ts";
import { settingsAnswer } from "./settings_answer.ts";
import { COUNTS, FOR_ALL } from "../../lib/rules/posted.ts";

/** What `GET /rules` and `POST /rules` may be asked. */
export const rulesQuery = z.strictObject({ session: z.string().min(1).optional() });

/** What `DELETE /rules` may be asked. */
export const deleteRulesQuery = rulesQuery.extend({ name: z.string().min(1).optional() });

/** `GET /rules?session=name`: those in force, in the order in which they are tried, and how often each has answered. */
export const getRules = (deps: Deps): Handler => async ({ url }) =>
  await inForce(deps, sessionOf(url));

/** `POST /rules`: puts rules in front of those that are there, for a session or for all. */
export const postRules = (deps: Deps): Handler => async (exchange) => {
  const { max_body_bytes } = deps.config().server;
  const { value: body, isLong } = await readSizedJson(exchange, max_body_bytes, deps.turns);
  const named = typeof body.session === "string" ? body.session : sessionOf(exchange.url);
  if (named !== undefined && !isSessionName(named)) throw wrongSession(named);
  // One that has not been named for too long ends now, and not with its new rules.
  if (named !== undefined) await deps.sessions.use(named);
  const edit = await deps.control.postRules(
    named === undefined ? body : { ...body, session: named },
  );
  if (edit.kind === "refused") throw badRequest(edit.message, "rules", "invalid_rules");
  if (isLong) await deps.turns.next();
  return await inForce(deps, named, edit.warnings);
};

/**
 * `DELETE /rules?session=S&name=N`: takes away the rules that were sent, for a session or for all; with `name`, those of that name.
 * Their answers are counted anew.
 */
export const deleteRules = (deps: Deps): Handler => async ({ url }) => {
  const { session, name } = parseQuery(deleteRulesQuery, url);
  checkSession(session);
  const counters = name === undefined
    ? [COUNTS]
    : await deps.rules.counters(deps.config(), session, name);
  await deps.control.deleteRules(session ?? FOR_ALL, name);
  for (const counter of counters) await deps.sessions.resetCounts(counter, session);
  return await inForce(deps, session);
};

function sessionOf(url: URL): string | undefined {
  const { session } = parseQuery(rulesQuery, url);
  checkSession(session);
  return session;
}

function checkSession(session: string | undefined): void {
  if (session !== undefined && !isSessionName(session)) throw wrongSession(session);
}

/** The rules in force, with what went wrong where others could not put in force what was sent. */
async function inForce(
  deps: Deps,
  session: string | undefined,
  warnings: readonly string[] = [],
): Promise<Response> {
  const { unmatched, rules } = await deps.rules.list(deps.config(), session, deps.sessions);
  const told = warnings.length > 0 ? { warnings } : {};
  const list = { object: "list", session: session ?? null, unmatched, data: rules, ...told };
  return await settingsAnswer(list, deps.turns);
}
