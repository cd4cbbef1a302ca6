// @ts-check
/// <reference lib="dom" />
/**
 * Two plots of a request's chunks: how many tokens were due and had left by when, and how late each chunk left. Tokens come
 * in steps and are drawn so; time begins with the request, so that the wait for the first is seen.
 */

import uPlot from "../vendor/uplot.js";
import { el } from "../element.js";
import { axisStyle, plotWidth, steppedLine } from "../plot_style.js";
import { plotTable } from "../plot_table.js";
import { themeColour } from "../theme_colour.js";
import { markActions, markWait } from "./chunk_marks.js";

/** @import { RequestDetail } from "../api.js" */

/** @typedef {{ title: string, height: number, lines: uPlot.Series[] }} Description */

/**
 * Draws into an element.
 * @param {HTMLElement} element
 */
export function plotChunks(element) {
  const axis = axisStyle(element);
  const accent = themeColour(element, "--accent");
  const soft = themeColour(element, "--accent-soft");
  const warn = themeColour(element, "--warn");
  /** @type {RequestDetail | undefined} */
  let shown;
  /** @type {uPlot[]} */
  let plots = [];

  const line = { ...steppedLine(), stroke: accent, width: 1.5 };
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
    markWait(plot, shown.actual.ttft_ms, soft, axis);
    markActions(plot, shown.actions, axis);
  };

  /** @param {Description} description */
  const create = ({ title, height, lines }) => {
    const box = el("div", { class: "plot", role: "img", "aria-label": title });
    element.append(el("h4", {}, title), box);
    return new uPlot(
      {
        width: plotWidth(element),
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
    for (const plot of plots) plot.setSize({ width: plotWidth(element), height: plot.height });
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
