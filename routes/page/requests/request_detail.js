// @ts-check
/// <reference lib="dom" />
/** One request, whole: what was planned, what left and when, and what was done to it by hand. As it is now, until it ends. */

import { readAgain } from "./known_request.js";
import { createSheet } from "./request_sheet.js";

/** @import { RequestDetail, StreamState } from "../api.js" */

/**
 * @param {HTMLElement} element
 * @param {{ closed: () => void, say: (message: string) => void }} page
 */
export function createRequestDetail(element, { closed, say }) {
  /** @type {string | undefined} */
  let id;
  /** @type {ReturnType<typeof createSheet> | undefined} */
  let sheet;
  /** What is known of the one on the sheet. @type {RequestDetail | undefined} */
  let known;
  let isAsking = false;
  let isOutdated = false;
  let tab = "Timing";

  const close = () => {
    id = undefined;
    sheet?.destroy();
    sheet = known = undefined;
    element.hidden = true;
    element.replaceChildren();
    closed();
  };

  const draw = async () => {
    if (isAsking) {
      isOutdated = true;
      return;
    }
    isAsking = true;
    try {
      while (id !== undefined) {
        isOutdated = false;
        const asked = id;
        const detail = await readAgain(asked, known);
        if (asked !== id) continue;
        known = detail;
        if (sheet?.id !== detail.id) {
          sheet?.destroy();
          sheet = createSheet(element, detail, {
            close,
            say,
            tab,
            tabChosen: (name) => tab = name,
          });
        }
        sheet.write(detail);
        if (!isOutdated) break;
      }
    } finally {
      isAsking = false;
    }
  };

  element.addEventListener("keydown", ({ key }) => {
    // What is open within it closes first.
    if (key === "Escape" && !element.querySelector(":popover-open")) close();
  });
  addEventListener("themechange", () => {
    sheet?.destroy();
    sheet = undefined;
    refresh();
  });

  const refresh = () => void draw().catch(() => {});

  return {
    close,
    refresh,
    /** How its stream is by now. @param {readonly StreamState[]} streams */
    update(streams) {
      const own = streams.find((stream) => stream.id === sheet?.id);
      if (!own) return;
      sheet?.hold(own);
      refresh();
    },
    /** @param {string} newId */
    async show(newId) {
      if (newId !== id) known = undefined;
      id = newId;
      element.hidden = false;
      await draw();
      element.querySelector("h3")?.focus({ preventScroll: innerWidth > 900 });
    },
  };
}
