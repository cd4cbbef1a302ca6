// @ts-check
/// <reference lib="dom" />
/**
 * Two plots of a request's chunks: how many tokens were due and had left by when, and how late each chunk left. Tokens come
 * in steps and are drawn so; time begins with the request, so that the wait for the first is seen.
 */

import uPlot from "../vendor/uplot.js";
import { el } from "../element.js";
import { millisecondsText } from "../format.js";
import { plotTable } from "../plot_table.js";
import { themeColour } from "../theme_colour.js";

/** @import { RequestDetail } from "../api.js" */

/** @typedef {{ title: string, height: number, lines: uPlot.Series[] }} Description */

/**
 * Draws into an element.
 * @param {HTMLElement} element
 */
export function plotChunks(element) {
  const ink = themeColour(element, "--ink-2");
  const grid = themeColour(element, "--line");
  const accent = themeColour(element, "--accent");
  const soft = themeColour(element, "--accent-soft");
  const warn = themeColour(element, "--warn");
  const font = `11px ${getComputedStyle(element).getPropertyValue("--mono").trim()}`;
  /** @type {RequestDetail | undefined} */
  let shown;
  /** @type {uPlot[]} */
  let plots = [];

  const axis = { stroke: ink, font, grid: { stroke: grid, width: 1 }, ticks: { show: false } };
  const paths = uPlot.paths.stepped?.({ align: 1 });
  const line = { stroke: accent, width: 1.5, points: { show: false }, ...(paths && { paths }) };
  /** @type {[Description, Description]} */
  const descriptions = [
    {
      title: "Tokens that were due and that had left",
      height: 190,
      lines: [
        { ...line, label: "due", stroke: warn, width: 4, dash: [1, 4] },
        { ...line, label: "left" },
      ],
    },
    {
      title: "How late each chunk left, in milliseconds",
      height: 130,
      lines: [{
        label: "late",
        stroke: accent,
        paths: () => null,
        points: { show: true, size: 3, fill: accent },
      }],
    },
  ];

  /** @param {uPlot} plot */
  const mark = (plot) => {
    if (!shown) return;
    markWait(plot, shown, soft, ink, font);
    markActions(plot, shown.actions, ink, font);
  };

  /** @param {Description} description */
  const create = ({ title, height, lines }) => {
    const box = el("div", { class: "plot", role: "img", "aria-label": title });
    element.append(el("h4", {}, title), box);
    return new uPlot(
      {
        width: widthOf(element),
        height,
        cursor: { y: false },
        scales: { x: { time: false, range: (_, __, max) => [0, Math.max(max, 0.01)] } },
        axes: [
          { ...axis, size: 28, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
          { ...axis, size: 44, space: 26 },
        ],
        series: [
          { label: "at", value: (_, at) => at === null ? "–" : `${at.toFixed(3)} s` },
          ...lines,
        ],
        hooks: { drawAxes: [mark] },
      },
      /** @type {any} */ ([[], ...lines.map(() => [])]),
      box,
    );
  };

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let rest;
  const writeLateness = () => {
    if (!shown) return;
    if (plots.length === 1) {
      plots.push(create(descriptions[1]));
      element.append(table.element);
    }
    plots[1]?.setData(/** @type {any} */ (lateness(shown)));
  };

  const table = plotTable(() => shown ? curves(shown) : []);
  const fit = new ResizeObserver(() => {
    for (const plot of plots) plot.setSize({ width: widthOf(element), height: plot.height });
  });
  fit.observe(element);
  return {
    /** @param {RequestDetail} detail */
    write(detail) {
      shown = detail;
      if (detail.chunks.length < 2) return;
      if (plots.length === 0) {
        plots = [create(descriptions[0])];
        element.append(table.element);
      }
      table.write();
      plots[0]?.setData(/** @type {any} */ (tokensOverTime(detail)));
      clearTimeout(rest);
      // Of ten thousand chunks, both plots in one piece would hold a frame up.
      rest = setTimeout(writeLateness);
    },
    destroy() {
      clearTimeout(rest);
      fit.disconnect();
      for (const plot of plots) plot.destroy();
    },
  };
}

/** @param {HTMLElement} element */
function widthOf(element) {
  return Math.max(200, element.clientWidth);
}

/** Two series over one time: each has its own moments. @param {RequestDetail} detail */
function tokensOverTime({ chunks }) {
  const steps = (/** @type {(chunk: RequestDetail["chunks"][number]) => number} */ timeOf) => {
    let sum = 0;
    // Of several at one moment, the last one counts.
    const totals = new Map([[0, 0]]);
    for (const chunk of chunks) totals.set(timeOf(chunk) / 1000, sum += chunk.tokens);
    return /** @type {any} */ ([[...totals.keys()], [...totals.values()]]);
  };
  return uPlot.join([steps(({ due_ms }) => due_ms), steps(({ left_ms }) => left_ms)]);
}

/** @param {RequestDetail} detail */
function curves({ chunks }) {
  const steps = (/** @type {"due_ms" | "left_ms"} */ key) => {
    let sum = 0;
    return chunks.map((chunk) => ({ at: chunk[key], sum: sum += chunk.tokens }));
  };
  return [{ name: "due", steps: steps("due_ms") }, { name: "left", steps: steps("left_ms") }];
}

/** @param {RequestDetail} detail */
function lateness({ chunks }) {
  const speaking = chunks.filter(({ tokens }) => tokens > 0);
  return [
    speaking.map(({ left_ms }) => left_ms / 1000),
    speaking.map(({ due_ms, left_ms }) => left_ms - due_ms),
  ];
}

/**
 * The wait for the first token, as a stretch of its own.
 * @param {uPlot} plot
 * @param {RequestDetail} detail
 * @param {string} soft
 * @param {string} ink
 * @param {string} font
 */
function markWait({ ctx, bbox, valToPos }, { actual: { ttft_ms } }, soft, ink, font) {
  if (ttft_ms === null) return;
  const width = valToPos(ttft_ms / 1000, "x", true) - bbox.left;
  const text = `first token ${millisecondsText(ttft_ms)}`;
  ctx.save();
  ctx.fillStyle = soft;
  ctx.fillRect(bbox.left, bbox.top, width, bbox.height);
  ctx.fillStyle = ink;
  ctx.font = font.replace("11", String(11 * devicePixelRatio));
  const inside = ctx.measureText(text).width + 8 < width;
  ctx.textAlign = "left";
  const x = inside ? bbox.left + 4 : bbox.left + width + 4;
  ctx.fillText(text, x, bbox.top + bbox.height - 6 * devicePixelRatio);
  ctx.restore();
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
