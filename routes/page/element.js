// @ts-check
/// <reference lib="dom" />
/** How elements are made and found. Whatever comes from outside becomes text, never HTML. */

/**
 * An element with its attributes and children; an attribute that is `false` or missing is left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | undefined>} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  element.append(...children);
  return element;
}

/**
 * A button that does something; see `onPress`.
 * @param {string} text
 * @param {() => unknown} press
 * @param {Record<string, string | number | boolean | undefined>} [attributes]
 */
export function button(text, press, attributes = {}) {
  const element = el("button", { type: "button", ...attributes }, text);
  onPress(element, press);
  return element;
}

/**
 * Does something when a button is pressed. What takes time marks the button as busy until it is done, and is not begun
 * twice.
 * @param {HTMLElement} element
 * @param {() => unknown} press
 */
export function onPress(element, press) {
  element.addEventListener("click", async () => {
    if (element.getAttribute("aria-busy") === "true") return;
    const work = press();
    if (!(work instanceof Promise)) return;
    element.setAttribute("aria-busy", "true");
    try {
      await work;
    } finally {
      element.removeAttribute("aria-busy");
    }
  });
}

/**
 * A button that is on or off.
 * @param {HTMLElement} toggle
 * @param {(isOn: boolean) => void} turn
 */
export function onToggle(toggle, turn) {
  onPress(toggle, () => {
    const isOn = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(isOn));
    turn(isOn);
  });
}

/**
 * Submits a form by Enter in one of its texts; with Shift, a line ends there.
 * @param {HTMLTextAreaElement} text
 * @param {HTMLFormElement} form
 */
export function submitOnEnter(text, form) {
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
}

/**
 * The one element under `root` whose `data-part` is `name`.
 * @template {HTMLElement} Type
 * @param {ParentNode} root
 * @param {string} name
 * @param {{ new (): Type }} type
 * @returns {Type}
 */
export function part(root, name, type) {
  const found = root.querySelector(`[data-part="${name}"]`);
  if (found instanceof type) return found;
  throw new Error(`The page has no ${type.name} '${name}'.`);
}

/**
 * A copy of a `<template>`'s only element.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function fromTemplate(id) {
  const template = document.getElementById(id);
  const copy = template instanceof HTMLTemplateElement
    ? template.content.firstElementChild?.cloneNode(true)
    : undefined;
  if (copy instanceof HTMLElement) return copy;
  throw new Error(`The page has no template '${id}'.`);
}

/**
 * Sets a text only where it differs: a write costs a layout, a comparison nothing.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
