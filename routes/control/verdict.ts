/** `GET /verdict`: whether a client behaved. */

import { z } from "zod";
import { badRequest } from "../../lib/api_error.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { parseQuery } from "../../lib/http/parse_query.ts";
import type { Evidence } from "../../lib/ledger/evidence.ts";
import { FINDING_KINDS } from "../../lib/verdict/finding.ts";
import { asText, judge } from "../../lib/verdict/judge.ts";
import { notRemembered, withMissing } from "./missing.ts";
import { thresholds } from "../../lib/verdict/thresholds.ts";

const kinds = z.string().transform((list) => list.split(",")).pipe(z.array(z.enum(FINDING_KINDS)));

/** All but `request`, of which a URL may have several. */
const query = thresholds.extend({ session: z.string().optional(), ignore: kinds.default([]) });

/** What `GET /verdict` may be asked. */
export const verdictQuery = query.extend({
  request: z.array(z.string()).optional().describe("It may stand several times."),
});

/** Judges the requests of a `session`, or those named by `request`, which may stand several times. */
export const getVerdict = (deps: Deps): Handler => async ({ url, request: { headers } }) => {
  const ids = url.searchParams.getAll("request");
  const rest = new URL(url);
  rest.searchParams.delete("request");
  const { session, ignore, ...given } = parseQuery(query, rest);
  const requests = await deps.control.listEvidence(wanted(session, ids));
  const unknown = unknownAmong(session, ids, requests);
  if (unknown !== undefined) throw await notRemembered(deps, `Cannot judge: ${unknown}`);
  const unixMs = deps.clock.unixMs();
  const verdict = judge(requests, { thresholds: given, ignored: ignore, unixMs });
  const isText = isPlain(headers.get("accept"));
  return await withMissing(deps, isText ? new Response(asText(verdict)) : Response.json(verdict));
};

/** Of several clients together there is no verdict: what one asks is no retry of another's. */
function wanted(session: string | undefined, ids: readonly string[]) {
  if (ids.length > 0 && session === undefined) return { ids };
  if (session !== undefined && ids.length === 0) return { session };
  throw badRequest(
    "Cannot judge: say either ?session=NAME or ?request=ID, which may stand several times.",
    "session",
    "invalid_value",
  );
}

/** What of it is not remembered, in words: nobody can be judged by that. */
function unknownAmong(
  session: string | undefined,
  ids: readonly string[],
  found: readonly Evidence[],
): string | undefined {
  if (found.length >= Math.max(1, new Set(ids).size)) return undefined;
  return session === undefined
    ? `not all of the requests ${ids.join(", ")} are remembered`
    : `no request of the session '${session}' is remembered`;
}

function isPlain(accept: string | null): boolean {
  return accept !== null && /^\s*text\/plain\b/i.test(accept);
}
