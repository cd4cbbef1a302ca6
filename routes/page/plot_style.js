// @ts-check
/// <reference lib="dom" />
/** What all plots look like: their axes, their lines in steps, and what tells lines apart without colour. */

import uPlot from "./vendor/uplot.js";
import { themeColour } from "./theme_colour.js";

/** Dashes of a line, in pixels; the first has none. */
export const DASHES = [[], [8, 4], [3, 3], [10, 3, 2, 3]];

/**
 * An axis in the colours of the theme, as they are now.
 * @param {HTMLElement} element Where the plot is.
 */
export function axisStyle(element) {
  return {
    stroke: themeColour(element, "--ink-2"),
    font: `11px ${getComputedStyle(element).getPropertyValue("--mono").trim()}`,
    grid: { stroke: themeColour(element, "--line"), width: 1 },
    ticks: { show: false },
  };
}

/** A line in steps: what is counted stays so until the next of it comes. */
export function steppedLine() {
  const paths = uPlot.paths.stepped?.({ align: 1 });
  return { points: { show: false }, ...(paths && { paths }) };
}

/**
 * How wide a plot in an element is, in pixels.
 * @param {HTMLElement} element
 * @param {number} [padding] Of the element, on both sides together.
 */
export function plotWidth(element, padding = 0) {
  return Math.max(200, element.clientWidth - padding);
}
