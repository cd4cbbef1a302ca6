// @ts-check
/// <reference lib="dom" />
/**
 * All lanes in one chart: tokens over the time since each lane's request, in steps, the wait for the first token included;
 * dotted, what was due, once the server has written it down.
 */

import uPlot from "../vendor/uplot.js";
import { el } from "../element.js";
import { nextFrame, spend } from "../frame.js";
import { axisStyle, DASHES, plotWidth, steppedLine } from "../plot_style.js";
import { plotTable } from "../plot_table.js";
import { themeColour } from "../theme_colour.js";

/** How often the chart is drawn while lanes run: it is for comparing, and four lanes' texts come first. */
const DRAW_MS = 250;

/** More points than this are no finer than the screen. */
const MOST_POINTS = 600;

/**
 * One lane's course: when so many tokens had come, in milliseconds after its request.
 * @typedef {object} Course
 * @property {string} name
 * @property {readonly number[]} times When each chunk came.
 * @property {number} tokensPerChunk
 * @property {number} hidden Tokens that were thought before the first chunk, and did not come.
 * @property {readonly { readonly due_ms: number, readonly tokens: number }[]} due Empty until the server has told it.
 */

/**
 * @param {HTMLElement} element
 * @param {() => readonly Course[]} courses
 */
export function createRaceChart(element, courses) {
  const title = "Tokens over time, all lanes";
  const box = el("div", { class: "plot", role: "img", "aria-label": title });
  const legend = el("p", { class: "chart-legend" });
  const table = plotTable(() =>
    courses().map(({ name, times, tokensPerChunk, hidden }) => ({
      name,
      steps: times.map((at, i) => ({ at, sum: hidden + (i + 1) * tokensPerChunk })),
    }))
  );
  element.append(el("h3", {}, title), box, legend, table.element);
  /** @type {uPlot | undefined} */
  let plot;
  let shape = "";
  let drawnAt = -Infinity;

  const destroy = () => {
    plot?.destroy();
    plot = undefined;
  };

  /** @param {readonly Course[]} now */
  const create = (now) => {
    destroy();
    const colour = (/** @type {string} */ name) => themeColour(element, name);
    const axis = axisStyle(element);
    const series = now.flatMap(({ name }, i) => {
      const stroke = colour(`--lane-${i % 8 + 1}`);
      const line = { ...steppedLine(), stroke };
      return [
        { ...line, label: name, width: 2, dash: DASHES[i % 4] ?? [] },
        { ...line, label: `${name}, due`, width: 1, dash: [1, 3] },
      ];
    });
    plot = new uPlot(
      {
        width: plotWidth(element),
        height: 200,
        legend: { show: false },
        cursor: { y: false },
        scales: { x: { time: false, range: (_, __, max) => [0, Math.max(max, 1)] } },
        axes: [
          { ...axis, size: 28, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
          { ...axis, size: 48, space: 30 },
        ],
        series: [{}, ...series],
      },
      /** @type {any} */ ([[], ...series.map(() => [])]),
      box,
    );
    legend.replaceChildren(...now.map(({ name }, i) => {
      const mark = el("span", { class: "mark", "data-lane": i % 8 + 1, "data-dash": i % 4 });
      return el("span", {}, mark, name);
    }));
  };

  new ResizeObserver(() => {
    plot?.setSize({ width: plotWidth(element), height: 200 });
  }).observe(element);
  addEventListener("themechange", () => {
    shape = "";
    draw();
  });

  const draw = () => {
    const now = courses().filter(({ times }) => times.length > 0);
    element.hidden = now.length === 0;
    if (now.length === 0) return;
    const newShape = now.map(({ name }) => name).join("\n");
    if (newShape !== shape) {
      shape = newShape;
      create(now);
    }
    table.write();
    plot?.setData(
      /** @type {any} */ (uPlot.join(now.flatMap((course) => [came(course), due(course)]))),
    );
  };

  /** @param {number} now */
  const tick = (now) => {
    if (now - drawnAt < DRAW_MS) return nextFrame(tick);
    drawnAt = now;
    const before = performance.now();
    draw();
    spend(performance.now() - before);
  };

  return {
    /** A frame: draws as soon as it is time to. */
    tick,
    /** Draws at once. */
    draw,
  };
}

/** @param {Course} course */
function came({ times, tokensPerChunk, hidden }) {
  const total = new Map([[0, 0]]);
  const step = Math.max(1, Math.ceil(times.length / MOST_POINTS));
  for (const [i, at] of times.entries()) {
    if (i % step === 0 || i === times.length - 1) {
      total.set(at / 1000, hidden + (i + 1) * tokensPerChunk);
    }
  }
  return points(total);
}

/** @param {Course} course */
function due({ due }) {
  const total = new Map([[0, 0]]);
  const step = Math.max(1, Math.ceil(due.length / MOST_POINTS));
  let sum = 0;
  for (const [i, { due_ms, tokens }] of due.entries()) {
    sum += tokens;
    if (i % step === 0 || i === due.length - 1) total.set(due_ms / 1000, sum);
  }
  return points(due.length === 0 ? new Map() : total);
}

/** @param {ReadonlyMap<number, number>} total @returns {any} */
function points(total) {
  return [[...total.keys()], [...total.values()]];
}
