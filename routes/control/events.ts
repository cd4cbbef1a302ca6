/** `GET /events`: what happens here, as it happens, for whoever looks on: server-sent events. */

import type { Alarm, Clock } from "../../lib/clock/clock.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { RequestSummary } from "../../lib/ledger/told_request.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { CONTENT_TYPES, namedEvent } from "../../lib/stream/framing.ts";

/** What happens within this time is told together, so that a busy server spends no more on whoever looks on. */
const GATHER_MS = 100;

/** How often the streams under way are looked at: no token costs anything. */
const LOOK_MS = 500;

/** The most requests or streams that one event tells. */
const MOST = 200;

/** A reader that is so many bytes behind is let go; `EventSource` comes back by itself. */
const LARGEST_BACKLOG_BYTES = 4 * 1024 * 1024;

const encoder = new TextEncoder();

/**
 * Three events: `requests` (as `GET /requests` has them, whenever one comes, is answered or ends), `streams` (as
 * `GET /streams` has them: whole, twice a second, while any is open) and `config` (what changed, or why it could not).
 */
export const events = (deps: Deps): Handler => () => {
  const closing = new AbortController();
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => tellEvents(deps, controller, closing),
    cancel: () => closing.abort(),
  }, new ByteLengthQueuingStrategy({ highWaterMark: LARGEST_BACKLOG_BYTES }));
  return new Response(body, {
    headers: { "content-type": CONTENT_TYPES.sse, "cache-control": "no-cache" },
  });
};

/** Tells all that happens until `closing`. */
function tellEvents(
  { control, clock }: Deps,
  reader: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>,
  closing: AbortController,
): void {
  const { signal } = closing;
  const news = new Map<string, RequestSummary>();
  const { soon, stop } = createReminders(clock);
  let streamsTold = "[]";

  const close = () => {
    if (signal.aborted) return;
    closing.abort();
    reader.close();
  };

  const send = (name: string, json: string) => {
    if (signal.aborted) return;
    reader.enqueue(encoder.encode(namedEvent(name, json)));
    if ((reader.desiredSize ?? 0) < 0) close();
  };

  const tellRequests = () => {
    send("requests", JSON.stringify([...news.values()].slice(-MOST)));
    news.clear();
  };

  const tellStreams = async () => {
    const streams = await control.listStreams();
    const json = JSON.stringify(streams.slice(-MOST));
    if (json !== streamsTold) send("streams", json);
    streamsTold = json;
    if (streams.length > 0) soon(look, LOOK_MS);
  };
  const look = () => void tellStreams();

  const subscribed = control.subscribe((event) => {
    switch (event.kind) {
      case "request":
        news.delete(event.request.id);
        news.set(event.request.id, event.request);
        soon(tellRequests, GATHER_MS);
        return soon(look, LOOK_MS);
      case "stream":
        return look();
      case "config":
        return send("config", JSON.stringify(event.edit));
      case "closing":
        return close();
    }
  });
  signal.addEventListener("abort", () => {
    void subscribed.then((unsubscribe) => unsubscribe());
    stop();
  });
  reader.enqueue(encoder.encode(": hello\n\n"));
  look();
}

/** What is to be done after a while. */
interface Reminders {
  /** Does it after so many milliseconds; asked for again meanwhile, it is still done once. */
  soon(what: () => void, ms: number): void;
  /** Nothing is done any longer. */
  stop(): void;
}

function createReminders(clock: Clock): Reminders {
  const alarms = new Map<() => void, Alarm>();
  let hasStopped = false;
  return {
    soon(what, ms) {
      if (hasStopped || alarms.has(what)) return;
      const done = () => {
        alarms.delete(what);
        what();
      };
      alarms.set(what, clock.wakeAt(clock.now() + ms, done));
    },
    stop() {
      hasStopped = true;
      for (const alarm of alarms.values()) clock.cancel(alarm);
    },
  };
}
