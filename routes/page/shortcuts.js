// @ts-check
/// <reference lib="dom" />
/** Single keys for what is done most. They rest while somebody writes, and who does not want them turns them off. */

import { onPress, part } from "./element.js";

/** Where a key looks for its button first: around the focus. */
const AROUND = ".lane, .streams > li, aside, tr";

/** @param {HTMLDialogElement} help */
export function listenForShortcuts(help) {
  const isOn = part(help, "shortcuts-on", HTMLInputElement);
  isOn.checked = localStorage.getItem("shortcuts") !== "off";
  isOn.addEventListener("change", () => {
    localStorage.setItem("shortcuts", isOn.checked ? "on" : "off");
  });
  onPress(part(document, "help", HTMLElement), () => help.showModal());

  document.addEventListener("keydown", (event) => {
    const { key, target, ctrlKey, metaKey, altKey, isComposing } = event;
    if (ctrlKey || metaKey || altKey || isComposing || isWriting(target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (!isOn.checked && key !== "?") return;
    const act = actionOf(key, help);
    if (!act) return;
    event.preventDefault();
    act();
  });
}

/**
 * @param {string} key
 * @param {HTMLDialogElement} help
 * @returns {(() => void) | undefined}
 */
function actionOf(key, help) {
  switch (key) {
    case "?":
      return () => help.showModal();
    case "s":
      return () => {
        const [start] = visible('#screen [data-part="screen-start"]');
        if (start) start.click();
        else inView("race", '[data-part="start"]', (found) => found.click());
      };
    case "p":
      return () => nearest('[data-act="pause"]')?.click();
    case ".":
      return () => nearest('[data-act="step"]')?.click();
    case "/":
      return () => {
        const [filter] = visible('[type="search"]');
        if (filter) filter.focus();
        else inView("requests", '[type="search"]', (found) => found.focus());
      };
  }
  const number = /^[1-8]$/.test(key) ? Number(key) : 0;
  if (number === 0) return undefined;
  const lane = `.lane:nth-child(${number}) [data-part="model"]`;
  return () => inView("race", lane, (model) => model.focus());
}

/**
 * Acts on the first one of a view, once that is shown.
 * @param {string} view
 * @param {string} selector
 * @param {(element: HTMLElement) => void} act
 */
function inView(view, selector, act) {
  const root = document.getElementById(view);
  const actNow = () => {
    const found = root?.querySelector(selector);
    if (found instanceof HTMLElement) act(found);
  };
  if (!root?.hidden) return actNow();
  addEventListener("hashchange", actNow, { once: true });
  location.hash = view;
}

/** The one around the focus, or the first in sight. @param {string} selector */
function nearest(selector) {
  const near = document.activeElement?.closest(AROUND)?.querySelector(selector);
  return near instanceof HTMLElement && near.checkVisibility() ? near : visible(selector)[0];
}

/** @param {string} selector */
function visible(selector) {
  return [...document.querySelectorAll(selector)]
    .filter((element) => element instanceof HTMLElement && element.checkVisibility())
    .map((element) => /** @type {HTMLElement} */ (element));
}

/** @param {EventTarget | null} target */
function isWriting(target) {
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !/^(?:checkbox|range)$/.test(target.type));
}
