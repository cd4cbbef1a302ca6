// @ts-check
/// <reference lib="dom" />
/** The gaps between a stream's last chunks, each a bar as high as it is long. */

import { setText } from "../element.js";
import { millisecondsText } from "../format.js";

const BAR = 3; // pixels with the space behind it

/**
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} scale Where the height is written.
 */
export function createGapStrip(canvas, scale) {
  const context = canvas.getContext("2d");
  let width = 0;
  let height = 0;
  let drawn = "";
  let colour = getComputedStyle(canvas).color;

  addEventListener("themechange", () => colour = getComputedStyle(canvas).color);

  new ResizeObserver(([entry]) => {
    if (!entry) return;
    ({ width, height } = entry.contentRect);
    drawn = "";
    colour = getComputedStyle(canvas).color;
    canvas.width = Math.round(width * devicePixelRatio);
    canvas.height = Math.round(height * devicePixelRatio);
  }).observe(canvas);

  return {
    /** Only what is new. @param {readonly number[]} times @param {number} longestMs What the height is for, at least. */
    draw(times, longestMs) {
      const now = `${times.length} ${longestMs}`;
      if (!context || width === 0 || drawn === now) return;
      drawn = now;
      context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
      context.clearRect(0, 0, width, height);
      const shown = Math.min(times.length - 1, Math.floor(width / BAR));
      if (shown < 1) {
        scale.textContent = "";
        return;
      }
      const first = times.length - shown;
      const top = niceAbove(longestMs);
      context.fillStyle = colour;
      for (let i = first; i < times.length; i++) {
        const bar = Math.max(1, gapAt(times, i) / top * height);
        context.fillRect((i - first) * BAR, height - bar, BAR - 1, bar);
      }
      setText(scale, `top: ${millisecondsText(top)}`);
    },
  };
}

/**
 * @param {readonly number[]} times
 * @param {number} i
 */
function gapAt(times, i) {
  return (times[i] ?? 0) - (times[i - 1] ?? 0);
}

/** The next of 1, 2, 5, 10, 20 … milliseconds. @param {number} ms */
function niceAbove(ms) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, ms)));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= ms) ?? ms;
}
