/** The journals of all replicas as one, as the journals of threads are: what names a replica goes to that one alone. */

import type { Journal } from "../shared/control_plane.ts";
import type { Line } from "./line.ts";
import type { Peers } from "./peers.ts";
import {
  ACT_ON_STREAM,
  CLEAR_REQUESTS,
  DROP_STREAMS,
  FIND_REQUEST,
  LIST_EVIDENCE,
  LIST_REQUESTS,
  LIST_STREAMS,
  type Question,
  READ_EVENTS,
  STOP_WAITING,
} from "./question.ts";
import { replicaOf } from "./request_id.ts";

/** Lets the others ask for what this one has. */
export function answerFrom(own: Journal, line: Pick<Line, "answer">): void {
  line.answer(LIST_REQUESTS, async (filter) => [...await own.listRequests(filter)]);
  line.answer(FIND_REQUEST, ({ id, waitMs, waiter }) => own.findRequest(id, waitMs, waiter));
  line.answer(READ_EVENTS, ({ id, ...range }) => own.readEvents(id, range));
  line.answer(STOP_WAITING, async ({ waiter }) => (await own.stopWaiting(waiter), {}));
  line.answer(CLEAR_REQUESTS, ({ session }) => own.clearRequests(session));
  line.answer(LIST_EVIDENCE, async (filter) => [...await own.listEvidence(filter)]);
  line.answer(LIST_STREAMS, async ({ session }) => [...await own.listStreams(session)]);
  line.answer(DROP_STREAMS, ({ session }) => own.dropStreams(session));
  line.answer(ACT_ON_STREAM, ({ id, action }) => own.actOnStream(id, action));
}

/** The journal of replica `me` and those of the others. What is counted stays each one's own, since each is scraped. */
export function clusterJournal(me: string, own: Journal, peers: Peers): Journal {
  /** Where those who wait for a request's end wait, beside here. */
  const waits = new Map<string, string | "everywhere">();

  /** `here` and `there`, as the id tells; one that does not tell is sought here first. */
  const byId = async <T>(
    id: string,
    here: () => Promise<T | undefined>,
    there: (replica: string | undefined) => Promise<T | undefined>,
  ): Promise<T | undefined> => {
    const replica = replicaOf(id);
    if (replica === me) return await here();
    return replica === undefined ? await here() ?? await there(replica) : await there(replica);
  };

  const askOthers = <Asked, Told>(
    replica: string | undefined,
    question: Question<Asked, Told | undefined>,
    asked: Asked,
    moreMs?: number,
  ): Promise<Told | undefined> =>
    replica === undefined
      ? peers.first(question, asked, moreMs)
      : peers.one(replica, question, asked, moreMs);

  return {
    ...own,
    async listRequests(filter) {
      const [mine, theirs] = await Promise.all([
        own.listRequests(filter),
        peers.all(LIST_REQUESTS, filter),
      ]);
      return [...mine, ...theirs.flat()]
        .sort((a, b) => b.started_at.localeCompare(a.started_at))
        .slice(0, filter.limit);
    },
    findRequest: (id, waitMs, waiter) =>
      byId(id, () => own.findRequest(id, waitMs, waiter), async (replica) => {
        if (waiter !== undefined && waitMs > 0) waits.set(waiter, replica ?? "everywhere");
        try {
          return await askOthers(replica, FIND_REQUEST, { id, waitMs, waiter }, waitMs);
        } finally {
          if (waiter !== undefined) waits.delete(waiter);
        }
      }),
    readEvents: (id, range) =>
      byId(
        id,
        () => own.readEvents(id, range),
        (replica) => askOthers(replica, READ_EVENTS, { id, ...range }),
      ),
    async stopWaiting(waiter) {
      await own.stopWaiting(waiter);
      const where = waits.get(waiter);
      if (where === "everywhere") await peers.all(STOP_WAITING, { waiter });
      else if (where !== undefined) await peers.one(where, STOP_WAITING, { waiter });
    },
    clearRequests: (session) =>
      sum([own.clearRequests(session), peers.all(CLEAR_REQUESTS, { session })]),
    async listEvidence(filter) {
      const { session, ids } = filter;
      const asked = { session, ids: ids && [...ids] };
      const [mine, theirs] = await Promise.all([
        own.listEvidence(filter),
        peers.all(LIST_EVIDENCE, asked),
      ]);
      return [...mine, ...theirs.flat()].sort((a, b) => a.startedUnixMs - b.startedUnixMs);
    },
    async listStreams(session) {
      const [mine, theirs] = await Promise.all([
        own.listStreams(session),
        peers.all(LIST_STREAMS, { session }),
      ]);
      return [...mine, ...theirs.flat()];
    },
    dropStreams: (session) => sum([own.dropStreams(session), peers.all(DROP_STREAMS, { session })]),
    actOnStream: (id, action) =>
      byId(
        id,
        () => own.actOnStream(id, action),
        (replica) => askOthers(replica, ACT_ON_STREAM, { id, action }),
      ),
  };
}

async function sum(counts: readonly Promise<number | readonly number[]>[]): Promise<number> {
  return (await Promise.all(counts)).flat().reduce((a, b) => a + b, 0);
}
