// @ts-check
/** The events of an answer, read a page at a time, and only those that are asked for. */

import { getEvents } from "../api.js";
import { errorText } from "../format.js";

/** @import { EventsPage, SentEvent } from "../api.js" */

/** Events of one page. */
const PAGE = 200;

/** Pages that are kept; the longest unused go first. */
const MOST_PAGES = 20;

/**
 * @param {string} id Of the request.
 * @param {() => void} arrived A page has come.
 * @param {(message: string) => void} say
 */
export function createEventPages(id, arrived, say) {
  /** @type {Map<number, readonly SentEvent[] | undefined>} */
  const pages = new Map();
  /** @type {EventsPage["end"]} */
  let end;

  /** @param {number} place */
  const load = async (place) => {
    pages.set(place, pages.get(place));
    try {
      /** @type {SentEvent[]} */
      const data = [];
      // A page of long events comes in parts.
      for (;;) {
        const part = await getEvents(id, place * PAGE + data.length, PAGE - data.length);
        data.push(...part.data);
        end = part.end ?? end;
        if (data.length === PAGE || part.data.length === 0) break;
        if (place * PAGE + data.length >= part.total) break;
      }
      pages.set(place, data);
    } catch (error) {
      pages.delete(place);
      say(errorText(error));
      return;
    }
    for (const old of pages.keys()) {
      if (pages.size <= MOST_PAGES) break;
      if (old !== place) pages.delete(old);
    }
    arrived();
  };

  return {
    /** What is known of an event; what is not is asked for. @param {number} index */
    at(index) {
      if (index < 0) return undefined;
      const place = Math.floor(index / PAGE);
      const page = pages.get(place);
      if (!pages.has(place)) void load(place);
      else if (page) {
        pages.delete(place);
        pages.set(place, page);
      }
      return page?.[index % PAGE];
    },
    /** There are more by now, or the answer has ended: the last page is read again. @param {number} total */
    grow(total) {
      const last = Math.max(0, Math.floor((total - 1) / PAGE));
      for (const [place, page] of pages) {
        if (page && page.length < PAGE && place <= last) void load(place);
      }
      if (!pages.has(last)) void load(last);
    },
    /** How it ended, once that is known. */
    get end() {
      return end;
    },
  };
}
