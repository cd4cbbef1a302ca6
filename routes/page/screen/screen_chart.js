// @ts-check
/// <reference lib="dom" />
/**
 * What arrived against what was shown, in steps: the last seconds while text comes, then the whole, in which a stretch can
 * be drawn larger.
 */

import uPlot from "../vendor/uplot.js";
import { el } from "../element.js";
import { nextFrame, spend } from "../frame.js";
import { axisStyle, DASHES, plotWidth, steppedLine } from "../plot_style.js";
import { plotTable } from "../plot_table.js";
import { themeColour } from "../theme_colour.js";

/** How often it is drawn while text comes. */
const DRAW_MS = 200;

/** What of the time is seen while text comes. */
const WINDOW_S = 4;

/** More points than this are no finer than the screen. */
const MOST_POINTS = 3000;

const HEIGHT = 240;
/** What `.race-chart` has on both sides, in pixels. */
const PADDING = 24;

/** @param {HTMLElement} element @param {readonly string[]} names Of the ways. */
export function createScreenChart(element, names) {
  const title = "Characters arrived and shown, over time";
  const box = el("div", { class: "plot", role: "img", "aria-label": title });
  const hint = el(
    "span",
    { class: "hint" },
    "Drag over a stretch to see it larger; double-click for all.",
  );
  const legend = el(
    "p",
    { class: "chart-legend" },
    ...["Arrived", ...names].map((name, i) =>
      el("span", {}, el("span", { class: "mark", "data-lane": i, "data-dash": i - 1 }), name)
    ),
    hint,
  );
  const table = plotTable(
    () =>
      ["Arrived", ...names].map((name, i) => ({
        name,
        steps: columns[0]?.map((at, row) => ({ at: at * 1000, sum: columns[i + 1]?.[row] ?? 0 })) ??
          [],
      })),
    "Characters",
  );
  element.append(el("h3", {}, title), box, legend, table.element);
  /** Seconds, then what had arrived by then and what each way had shown. @type {number[][]} */
  let columns = [];
  /** @type {uPlot | undefined} */
  let plot;
  let isOver = false;
  let drawnAt = -Infinity;

  const create = () => {
    plot?.destroy();
    const colour = (/** @type {string} */ name) => themeColour(element, name);
    const axis = axisStyle(element);
    const line = { ...steppedLine(), width: 2 };
    plot = new uPlot(
      {
        width: plotWidth(element, PADDING),
        height: HEIGHT,
        legend: { show: false },
        cursor: { y: false },
        scales: { x: { time: false } },
        axes: [
          { ...axis, size: 28, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
          { ...axis, size: 52, space: 30 },
        ],
        series: [
          {},
          { ...line, stroke: colour("--line-2"), width: 5 },
          ...names.map((_, i) => ({
            ...line,
            stroke: colour(`--lane-${i + 1}`),
            dash: DASHES[i % DASHES.length] ?? [],
          })),
        ],
      },
      /** @type {any} */ ([[], [], ...names.map(() => [])]),
      box,
    );
  };

  const draw = () => {
    const [times = []] = columns;
    element.hidden = !columns[1]?.at(-1);
    if (element.hidden) return;
    if (!plot) create();
    const end = times.at(-1) ?? 0;
    const from = isOver ? 0 : Math.max(0, times.findIndex((at) => at >= end - WINDOW_S) - 1);
    const step = Math.ceil((times.length - from) / MOST_POINTS);
    const isSeen = (/** @type {unknown} */ _, /** @type {number} */ i) =>
      i >= from && ((i - from) % step === 0 || i === times.length - 1);
    plot?.setData(/** @type {any} */ (columns.map((column) => column.filter(isSeen))));
    table.write();
  };

  /** @param {number} now */
  const tick = (now) => {
    if (now - drawnAt < DRAW_MS) return;
    drawnAt = now;
    const before = performance.now();
    draw();
    spend(performance.now() - before);
  };

  new ResizeObserver(() => {
    plot?.setSize({ width: plotWidth(element, PADDING), height: HEIGHT });
  }).observe(element);
  addEventListener("themechange", () => {
    if (!plot) return;
    create();
    draw();
  });

  return {
    clear() {
      columns = [[], [], ...names.map(() => [])];
      isOver = false;
    },
    /** What is so after a frame. @param {readonly number[]} row Seconds, what arrived, what each way has shown. */
    add(row) {
      const last = (columns[0]?.length ?? 0) - 1;
      const isSame = row.every((value, i) => i === 0 || columns[i]?.[last] === value);
      if (!isSame) row.forEach((value, i) => columns[i]?.push(value));
    },
    /** Draws in one of the next frames. */
    soon: () => nextFrame(tick),
    /** All is there. */
    end() {
      isOver = true;
      draw();
    },
  };
}
