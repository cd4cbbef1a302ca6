// @ts-check
/// <reference lib="dom" />
/** Two plots of a request's chunks: how many tokens were due and had left by when, and how late each chunk left. */

import uPlot from "./vendor/uplot.js";
import { el } from "./element.js";

/** @import { RequestDetail } from "./api.js" */

/**
 * Draws into an element; gives the way to take it away.
 * @param {HTMLElement} element
 * @param {RequestDetail} detail
 */
export function plotChunks(element, { chunks, actions }) {
  if (chunks.length < 2) return () => {};
  const ink = resolved(element, "--ink-2");
  const grid = resolved(element, "--line");
  const accent = resolved(element, "--accent");
  const soft = resolved(element, "--accent-soft");
  const warn = resolved(element, "--warn");
  const font = `11px ${getComputedStyle(element).getPropertyValue("--mono").trim()}`;

  let sum = 0;
  const total = chunks.map(({ tokens }) => sum += tokens);
  const left = chunks.map(({ left_ms }) => left_ms / 1000);
  const late = chunks.map(({ due_ms, left_ms }) => left_ms - due_ms);
  const due = dueTotals(chunks, left);

  const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  const line = { stroke: accent, width: 1.5, points: { show: false } };
  const plots = [
    {
      title: "Tokens that were due and that had left",
      height: 190,
      data: [left, due, total],
      lines: [
        { ...line, label: "due", stroke: warn, width: 4, dash: [1, 4] },
        { ...line, label: "left" },
      ],
    },
    {
      title: "How late each chunk left, in milliseconds",
      height: 130,
      data: [left, late],
      lines: [{ ...line, label: "late", width: 1, fill: soft }],
    },
  ].map(({ title, height, data, lines }) => {
    const box = el("div", { class: "plot", role: "img", "aria-label": title });
    element.append(el("h4", {}, title), box);
    return new uPlot(
      {
        width: widthOf(element),
        height,
        cursor: { y: false },
        scales: { x: { time: false } },
        axes: [
          { ...axis, size: 28, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
          { ...axis, size: 44, space: 26 },
        ],
        series: [
          { label: "at", value: (_, at) => at === null ? "–" : `${at.toFixed(3)} s` },
          ...lines,
        ],
        hooks: { draw: [(plot) => markActions(plot, actions, ink, font)] },
      },
      /** @type {any} */ (data),
      box,
    );
  });
  const fit = new ResizeObserver(() => {
    for (const plot of plots) {
      plot.setSize({ width: widthOf(element), height: plot.height });
    }
  });
  fit.observe(element);
  return () => {
    fit.disconnect();
    for (const plot of plots) plot.destroy();
  };
}

/** @param {HTMLElement} element */
function widthOf(element) {
  return Math.max(200, element.clientWidth);
}

/**
 * How many tokens were due by each moment.
 * @param {RequestDetail["chunks"]} chunks
 * @param {readonly number[]} moments In seconds.
 */
function dueTotals(chunks, moments) {
  let next = 0;
  let sum = 0;
  return moments.map((moment) => {
    for (let chunk = chunks[next]; chunk && chunk.due_ms <= moment * 1000; chunk = chunks[next]) {
      sum += chunk.tokens;
      next++;
    }
    return sum;
  });
}

/**
 * A line, and a word, where something was done by hand.
 * @param {uPlot} plot
 * @param {RequestDetail["actions"]} actions
 * @param {string} ink
 * @param {string} font
 */
function markActions(plot, actions, ink, font) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = ink;
  ctx.fillStyle = ink;
  ctx.font = font.replace("11", String(11 * devicePixelRatio));
  ctx.textAlign = "left";
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

/**
 * A colour of the theme as a canvas takes it.
 * @param {HTMLElement} element
 * @param {string} name
 */
function resolved(element, name) {
  const probe = el("span");
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
