// @ts-check
/// <reference lib="dom" />
/** A colour of the theme as a canvas takes it. */

import { el } from "./element.js";

/**
 * @param {HTMLElement} element Where it is to hold.
 * @param {string} name Of a property of page.css, such as `--accent`.
 */
export function themeColour(element, name) {
  const probe = el("span");
  probe.style.color = `var(${name})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
