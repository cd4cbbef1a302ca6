// @ts-check
/// <reference lib="dom" />
/** The text of a lane: rendered or raw, as it comes or smoothed; and how far the screen is behind what came. */

import { onToggle, part } from "../element.js";
import { isSpent, spend } from "../frame.js";
import { createBehind } from "./behind.js";
import { createMarkdownView } from "./markdown_view.js";
import { createRawView } from "./raw_view.js";
import { createSmoother } from "./smooth.js";

/** Text that jumps as it comes is no better read at sixty frames a second than at thirty. */
const REST_MS = 24;

/**
 * @param {HTMLElement} lane
 * @param {() => void} changed Called when something is to be drawn that did not come from outside.
 */
export function createLaneText(lane, changed) {
  const thinking = part(lane, "thinking", HTMLElement);
  const thought = createRawView(part(lane, "thought", HTMLElement));
  const elements = {
    markdown: part(lane, "markdown", HTMLElement),
    raw: part(lane, "raw-text", HTMLElement),
  };
  const views = {
    markdown: createMarkdownView(elements.markdown),
    raw: createRawView(elements.raw),
  };
  /** @type {"markdown" | "raw"} */
  let shown = "markdown";
  /** @type {ReturnType<typeof createSmoother> | undefined} */
  let smoother;
  let text = "";
  let isOver = false;
  let isDue = false;
  let restUntil = 0;
  const behind = createBehind();

  /** @param {string} more */
  const give = (more) => {
    if (more === "") return;
    text += more;
    views[shown].append(more);
    isDue = true;
  };

  onToggle(part(lane, "raw", HTMLElement), (isRaw) => {
    shown = isRaw ? "raw" : "markdown";
    elements.raw.hidden = !isRaw;
    elements.markdown.hidden = isRaw;
    views[shown].clear();
    views[shown].append(text);
    isDue = true;
    changed();
  });
  onToggle(part(lane, "smooth", HTMLElement), (isSmooth) => {
    if (smoother) give(smoother.takeAll());
    smoother = isSmooth ? createSmoother() : undefined;
    changed();
  });

  return {
    /** Whether it has been thinking aloud. */
    get hasThought() {
      return !thinking.hidden;
    },
    /** How far the screen is behind what came. */
    behind,
    clear() {
      text = "";
      isOver = false;
      behind.clear();
      if (smoother) smoother = createSmoother();
      views.markdown.clear();
      views.raw.clear();
      thought.clear();
      thinking.hidden = true;
    },
    /**
     * @param {string} more
     * @param {string} moreThought
     * @param {number} cameAt
     */
    append(more, moreThought, cameAt) {
      behind.came(more.length, cameAt);
      if (smoother && more) smoother.push(more);
      else give(more);
      if (moreThought === "") return;
      thinking.hidden = false;
      thought.append(moreThought);
      isDue = true;
    },
    end() {
      isOver = true;
      isDue = true;
    },
    /** Draws what is due; whether more is to be drawn in the next frame. @param {number} now */
    draw(now) {
      if (smoother) give(isOver ? smoother.takeAll() : smoother.take(now));
      const waits = smoother !== undefined && smoother.length > 0;
      if (!isDue) return waits;
      if (now < restUntil || isSpent()) return true;
      const began = performance.now();
      const untaken = views[shown].show(isOver);
      isDue = untaken > 0;
      if (!thinking.hidden) thought.show();
      behind.shown(untaken + (smoother?.length ?? 0), performance.now());
      spend(performance.now() - began);
      restUntil = now + (smoother ? 0 : REST_MS);
      return waits || isDue;
    },
  };
}
