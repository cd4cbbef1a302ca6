/** The journal of one thread, and those of several as one. */

import type { RequestDetail } from "../ledger/told_request.ts";
import type { Ledger } from "../ledger/ledger.ts";
import type { Family } from "../metrics/family.ts";
import type { Journal } from "../shared/control_plane.ts";
import type { Acted, OpenStreams, StreamState } from "../stream/open_streams.ts";
import { inWords, type StreamAction } from "../stream/stream_actions.ts";

/** The journal that a ledger, a register of streams and what is counted make. */
export function journalOf(
  ledger: Ledger,
  streams: OpenStreams,
  readMetrics: () => readonly Family[],
): Journal {
  /** Whoever marks that Stop was pressed may be later than the client that it stopped. */
  const markEnded = (id: string, action: StreamAction): Acted | undefined => {
    const request = action.action === "mark" ? ledger.act(id, inWords(action)) : undefined;
    return request && { kind: "done", stream: lastState(request) };
  };

  return {
    listRequests: (filter) => Promise.resolve(ledger.list(filter)),
    findRequest: (id, waitMs, waiter) => ledger.findEnded(id, waitMs, waiter),
    readEvents: (id, range) => Promise.resolve(ledger.events(id, range)),
    stopWaiting: (waiter) => Promise.resolve(ledger.stopWaiting(waiter)),
    clearRequests: (session) => Promise.resolve(ledger.clear(session)),
    listStreams: (session) => Promise.resolve(streams.list(session)),
    dropStreams: (session) => Promise.resolve(streams.drop(session)),
    readMetrics: () => Promise.resolve([readMetrics()]),
    listEvidence: (filter) => Promise.resolve(ledger.evidence(filter, streams.readers())),
    actOnStream: (id, action) => Promise.resolve(streams.act(id, action) ?? markEnded(id, action)),
  };
}

/** A stream that has ended, as it was. */
function lastState(request: RequestDetail): StreamState {
  const { id, completion_id, model, session, tokens, planned_tokens } = request;
  return {
    id,
    completion_id: completion_id ?? id,
    model: model ?? "",
    session,
    paused: false,
    held: false,
    stalled: false,
    speed: 1,
    tokens,
    planned_tokens: planned_tokens ?? 0,
  };
}

/** Several journals as one. */
export function mergeJournals(all: readonly Journal[]): Journal {
  const [only] = all;
  if (only && all.length === 1) return only;
  return {
    async listRequests(filter) {
      const lists = await Promise.all(all.map((journal) => journal.listRequests(filter)));
      return lists.flat()
        .sort((a, b) => b.started_at.localeCompare(a.started_at))
        .slice(0, filter.limit);
    },
    async findRequest(id, waitMs, waiter) {
      const found = await Promise.all(
        all.map((journal) => journal.findRequest(id, waitMs, waiter)),
      );
      return found.find((request) => request !== undefined);
    },
    async readEvents(id, range) {
      const found = await Promise.all(all.map((journal) => journal.readEvents(id, range)));
      return found.find((page) => page !== undefined);
    },
    async stopWaiting(waiter) {
      await Promise.all(all.map((journal) => journal.stopWaiting(waiter)));
    },
    async clearRequests(session) {
      return sum(await Promise.all(all.map((journal) => journal.clearRequests(session))));
    },
    async listStreams(session) {
      return (await Promise.all(all.map((journal) => journal.listStreams(session)))).flat();
    },
    async dropStreams(session) {
      return sum(await Promise.all(all.map((journal) => journal.dropStreams(session))));
    },
    async listEvidence(filter) {
      const lists = await Promise.all(all.map((journal) => journal.listEvidence(filter)));
      return lists.flat().sort((a, b) => a.startedUnixMs - b.startedUnixMs);
    },
    async readMetrics() {
      return (await Promise.all(all.map((journal) => journal.readMetrics()))).flat();
    },
    async actOnStream(id, action) {
      const acted = await Promise.all(all.map((journal) => journal.actOnStream(id, action)));
      return acted.find((one) => one !== undefined);
    },
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}
