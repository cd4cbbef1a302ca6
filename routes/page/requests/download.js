// @ts-check
/// <reference lib="dom" />
/** Requests as a file, each with all that is kept of it. One is read after the other, and only when somebody asks for it. */

import { getEvents, getRequest, getVersion } from "../api.js";
import { el } from "../element.js";
import { harEntry, harFrame } from "./har.js";

/** @import { SentEvent } from "../api.js" */

/** Events that are read at once. */
const PART = 1000;

/** How each kind of file has its requests. */
const KINDS = {
  har: {
    type: "application/json",
    frame: async () => harFrame(await getVersion()),
    /** @param {Whole} whole */
    entry: ({ events, ...detail }) => harEntry(detail, events, location.origin),
  },
  json: {
    type: "application/json",
    frame: () => Promise.resolve({ before: "[", after: "]" }),
    /** @param {Whole} whole */
    entry: (whole) => whole,
  },
};

/**
 * Has the browser save requests.
 * @param {keyof typeof KINDS} kind
 * @param {readonly string[]} ids
 * @param {(done: number) => void} [progress]
 */
export async function downloadRequests(kind, ids, progress = () => {}) {
  const { type, frame, entry } = KINDS[kind];
  const { before, after } = await frame();
  // Text by text, since one of all would stop the page for seconds.
  const texts = [];
  for (const id of ids) {
    const whole = await wholeOf(id);
    if (whole) texts.push(texts.length === 0 ? "" : ",", JSON.stringify(entry(whole)));
    progress(texts.length / 2);
  }
  const url = URL.createObjectURL(new Blob([before, ...texts, after], { type }));
  const name = ids.length === 1 ? ids[0] : "requests";
  el("a", { href: url, download: `${name}.${kind}` }).click();
  URL.revokeObjectURL(url);
}

/**
 * All that is kept of a request; nothing where it has been forgotten meanwhile.
 * @typedef {import("../api.js").RequestDetail & { events: readonly SentEvent[] }} Whole
 * @param {string} id
 * @returns {Promise<Whole | undefined>}
 */
async function wholeOf(id) {
  const detail = await getRequest(id).catch(() => undefined);
  if (!detail) return undefined;
  const kept = detail.response?.events ?? 0;
  /** @type {SentEvent[]} */
  const events = [];
  while (events.length < kept) {
    const { data } = await getEvents(id, events.length, Math.min(PART, kept - events.length));
    if (data.length === 0) break;
    for (const event of data) events.push(event);
  }
  return { ...detail, events };
}
