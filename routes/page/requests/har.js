// @ts-check
/**
 * Requests as an HTTP Archive: http://www.softwareishard.com/blog/har-12-spec/. What it has no field for begins with `_`.
 * No kept package writes one from data; the schema that the tests check it by is the usual one.
 */

import { eventSourceMessages } from "./event_source_messages.js";

/** @import { RequestDetail, SentEvent } from "../api.js" */

/**
 * What stands before the entries, and behind them; commas stand between.
 * @param {string} version The server's.
 */
export function harFrame(version) {
  const creator = { name: "OpenAI Stream Mocker", version };
  const log = JSON.stringify({ log: { version: "1.2", creator, entries: [] } });
  const at = log.lastIndexOf("]");
  return { before: log.slice(0, at), after: log.slice(at) };
}

/**
 * One request; `_events` has when each part of its body left.
 * @param {RequestDetail} detail
 * @param {readonly SentEvent[]} events
 * @param {string} origin
 */
export function harEntry(detail, events, origin) {
  const { started_at, duration_ms, proof, stream } = detail;
  const wait = events[0]?.at_ms ?? proof.answered_ms ?? 0;
  const end = Math.max(wait, proof.ended_ms ?? events.at(-1)?.at_ms ?? duration_ms ?? 0);
  return {
    startedDateTime: started_at,
    time: end,
    request: harRequest(detail, origin),
    response: harResponse(detail, events),
    cache: {},
    timings: { send: 0, wait, receive: end - wait },
    _resourceType: stream ? "eventsource" : "fetch",
    _events: events.map(({ at_ms, bytes, notes }) => ({ at_ms, bytes, notes })),
    ...messagesIn(detail, events),
    ...underscored(detail),
  };
}

/** What an `EventSource` would have heard. @param {RequestDetail} detail @param {readonly SentEvent[]} events */
function messagesIn({ started_at, response }, events) {
  const type = response?.headers?.["content-type"] ?? "";
  if (!type.startsWith("text/event-stream")) return {};
  return { _eventSourceMessages: eventSourceMessages(events, Date.parse(started_at)) };
}

/** What of a request has no place in an archive otherwise. @param {RequestDetail} detail */
function underscored(detail) {
  const { id, completion_id, model, rule, outcome, error, tokens, ttft_ms } = detail;
  const { warnings, actions, faults, request } = detail;
  const known = { id, completion_id, model, rule, outcome, error, tokens, ttft_ms };
  const more = {
    warnings,
    actions,
    faults,
    settings: request?.settings,
    origins: request?.origins,
  };
  return Object.fromEntries(
    Object.entries({ ...known, ...more }).map(([name, value]) => [`_${name}`, value ?? null]),
  );
}

/** @param {RequestDetail} detail @param {string} origin */
function harRequest({ method, path, request, proof }, origin) {
  const headers = request?.headers ?? {};
  const url = `${origin}${request?.url ?? path}`;
  const text = request?.body ? JSON.stringify(request.body) : undefined;
  return {
    method,
    url,
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: namedValues(Object.entries(headers)),
    queryString: namedValues(new URL(url).searchParams),
    headersSize: -1,
    bodySize: proof.body_bytes ?? -1,
    ...text === undefined
      ? {}
      : { postData: { mimeType: headers["content-type"] ?? "application/json", text } },
  };
}

/** @param {RequestDetail} detail @param {readonly SentEvent[]} events */
function harResponse({ status, response }, events) {
  const headers = response?.headers ?? {};
  const size = response?.bytes ?? 0;
  return {
    // 0 is none: the head never left.
    status: status ?? 0,
    statusText: "",
    httpVersion: "HTTP/1.1",
    cookies: [],
    headers: namedValues(Object.entries(headers)),
    content: {
      size,
      mimeType: headers["content-type"] ?? "x-unknown",
      text: events.map(({ text }) => text).join(""),
      ...response?.left_out
        ? { comment: `${response.left_out.bytes} bytes at the end were not kept.` }
        : {},
    },
    redirectURL: "",
    headersSize: -1,
    bodySize: size,
  };
}

/** @param {Iterable<[string, string]>} named */
function namedValues(named) {
  return [...named].map(([name, value]) => ({ name, value }));
}
