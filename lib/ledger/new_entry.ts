/** An entry of the ledger as it is when its request comes. */

import { textBytes } from "../bytes_of.ts";
import type { Clock } from "../clock/clock.ts";
import { NO_DEPARTURES } from "./departures.ts";
import type { Entry } from "./entry.ts";
import { keepRequest } from "./kept_request.ts";
import type { OpenedRequest } from "./observer.ts";
import { newProof, proofBytes } from "./proof.ts";

const NONE: readonly string[] = [];

/** The longest text of a stranger's that an entry keeps. */
const LONGEST_TEXT = 1000;

/** About what an entry takes without its texts and departures. */
const ENTRY_BYTES = 1000;

/** The entry of a request that has come. */
export function newEntry(request: OpenedRequest, clock: Clock): Entry {
  const { id, method, session = null, headers } = request;
  const path = shortened(request.path);
  const client = headers?.get("user-agent") ?? null;
  const proof = newProof(headers);
  return {
    id,
    method,
    path,
    session,
    startedAt: clock.now(),
    startedUnixMs: clock.unixMs(),
    loopDelayMs: clock.loopDelayMs(),
    completionId: null,
    dialect: null,
    rule: null,
    bentBy: NONE,
    model: null,
    delivery: "at_once",
    status: null,
    error: null,
    warnings: NONE,
    outcome: "open",
    truncated: false,
    queuedMs: 0,
    promptTokens: null,
    plannedTokens: null,
    client: client === null ? null : shortened(client),
    bytes: ENTRY_BYTES + textBytes(path) + textBytes(client ?? "") + proofBytes(proof),
    kept: keepRequest(request),
    answer: undefined,
    departures: NO_DEPARTURES,
    actions: [],
    faults: [],
    proof,
  };
}

/** A text of a stranger's as an entry keeps it. */
export function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
}
