// @ts-check
/**
 * The messages of an event stream as a browser's `EventSource` gives them, with the names and the unit that HAR files have them in
 * (NeuraLegion/cypress-har-generator#154, after Chrome's own `_webSocketMessages`).
 */

/** @import { SentEvent } from "../api.js" */

/**
 * @typedef {object} Message
 * @property {number} time When its last byte left, in seconds since 1970.
 * @property {string} eventName
 * @property {string} eventId
 * @property {string} data
 */

/**
 * Reads what was written (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 * @param {readonly SentEvent[]} events
 * @param {number} startedMs When the request came, in milliseconds since 1970.
 */
export function eventSourceMessages(events, startedMs) {
  const text = events.map(({ text }) => text).join("");
  /** @type {Message[]} */
  const messages = [];
  /** @type {string[]} */
  let data = [];
  let [eventName, eventId] = ["", ""];
  let from = text.startsWith("\uFEFF") ? 1 : 0;
  let [part, partEnd] = [0, events[0]?.text.length ?? 0];

  const dispatch = () => {
    while (partEnd < from) partEnd += events[++part]?.text.length ?? Infinity;
    if (data.length > 0) {
      const time = (startedMs + (events[part]?.at_ms ?? 0)) / 1000;
      messages.push({ time, eventName: eventName || "message", eventId, data: data.join("\n") });
    }
    data = [];
    eventName = "";
  };

  for (const { 0: ending, index } of text.matchAll(/\r\n?|\n/g)) {
    const line = text.slice(from, index);
    from = index + ending.length;
    if (line === "") dispatch();
    const [, field, value = ""] = /^(\w+)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === "data") data.push(value);
    if (field === "event") eventName = value;
    if (field === "id") eventId = value;
  }
  return messages;
}
