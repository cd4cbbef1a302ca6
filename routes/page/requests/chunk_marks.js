// @ts-check
/// <reference lib="dom" />
/** What is marked in a plot of chunks: the wait for the first token, and what was done by hand. */

import { millisecondsText } from "../format.js";

/** @import uPlot from "../vendor/uplot.js" */
/** @import { RequestDetail } from "../api.js" */

/** What words and lines are drawn with, as an axis has it. @typedef {{ readonly stroke: string, readonly font: string }} Pen */

/**
 * The wait for the first token, as a stretch of its own.
 * @param {uPlot} plot
 * @param {number | null} ttftMs
 * @param {string} soft Its colour.
 * @param {Pen} pen
 */
export function markWait({ ctx, bbox, valToPos }, ttftMs, soft, pen) {
  if (ttftMs === null) return;
  const width = valToPos(ttftMs / 1000, "x", true) - bbox.left;
  const text = `first token ${millisecondsText(ttftMs)}`;
  ctx.save();
  ctx.fillStyle = soft;
  ctx.fillRect(bbox.left, bbox.top, width, bbox.height);
  write(ctx, pen);
  const inside = ctx.measureText(text).width + 8 < width;
  const x = inside ? bbox.left + 4 : bbox.left + width + 4;
  ctx.fillText(text, x, bbox.top + bbox.height - 6 * devicePixelRatio);
  ctx.restore();
}

/**
 * A line, and a word, where something was done by hand.
 * @param {uPlot} plot
 * @param {RequestDetail["actions"]} actions
 * @param {Pen} pen
 */
export function markActions(plot, actions, pen) {
  const { ctx, bbox } = plot;
  ctx.save();
  write(ctx, pen);
  ctx.strokeStyle = pen.stroke;
  ctx.setLineDash([2, 2]);
  for (const [i, { at_ms, action }] of actions.entries()) {
    const x = plot.valToPos(at_ms / 1000, "x", true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    // One below the other, since they may be close together.
    ctx.fillText(action, x + 3, bbox.top + (10 + 12 * (i % 3)) * devicePixelRatio);
  }
  ctx.restore();
}

/** Makes ready to write words. @param {CanvasRenderingContext2D} ctx @param {Pen} pen */
function write(ctx, { stroke, font }) {
  ctx.fillStyle = stroke;
  ctx.font = font.replace("11", String(11 * devicePixelRatio));
  ctx.textAlign = "left";
}
