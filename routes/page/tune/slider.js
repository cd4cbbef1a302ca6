// @ts-check
/// <reference lib="dom" />
/** One setting of one model: a slider, the same value to be typed, and the way back to what the file has. */

import { button, el, setText } from "../element.js";

/** @import { Scale, Value } from "./scales.js" */

/**
 * @param {Scale} scale
 * @param {string} model
 * @param {{ set: (value: Value) => void, takeBack: () => Promise<unknown> }} page
 */
export function createSlider(scale, model, { set, takeBack }) {
  const name = `${scale.label} of ${model}`;
  const range = el("input", {
    type: "range",
    min: 0,
    max: scale.steps,
    step: 1,
    "data-needs": "server",
    "aria-label": name,
  });
  const typed = el("input", {
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    "data-needs": "server",
    placeholder: scale.none,
    "aria-label": `${name}, in ${scale.unit}`,
  });
  const back = button("", takeBack, { class: "back", "data-needs": "server", hidden: true });
  const element = el(
    "div",
    { class: "setting" },
    el("span", {}, scale.label),
    el("span", { class: "typed" }, typed, el("span", {}, scale.unit)),
    range,
    back,
  );
  /** @type {Value | undefined} */
  let shown;

  /** @param {Value | undefined} value */
  const write = (value) => {
    const isNew = shown !== undefined && shown !== value;
    shown = value;
    const text = scale.typed(value);
    range.value = String(scale.position(value));
    range.setAttribute("aria-valuetext", text === "" ? scale.none : `${text} ${scale.unit}`);
    typed.value = text;
    typed.setCustomValidity("");
    return isNew;
  };

  range.addEventListener("input", () => {
    const value = scale.value(Number(range.value));
    write(value);
    set(value);
  });
  typed.addEventListener("change", () => {
    const value = scale.read(typed.value.trim().replace(",", "."));
    if (value === undefined) {
      typed.setCustomValidity(`${scale.label} is a number, in ${scale.unit}.`);
      typed.reportValidity();
      return;
    }
    write(value);
    set(value);
  });

  return {
    key: scale.key,
    element,
    /** Shows a value, and for a moment that it is another than before. @param {Value | undefined} value */
    show(value) {
      const isTyping = document.activeElement === typed && typed.value !== scale.typed(shown);
      if (isTyping) return;
      if (write(value)) flash(typed);
    },
    /** What the file has, where it is not in force. @param {{ was: Value } | undefined} difference */
    mark(difference) {
      element.classList.toggle("changed", difference !== undefined);
      back.hidden = difference === undefined;
      if (!difference) return;
      const file = scale.typed(difference.was);
      setText(back, difference.was === null ? "not in the file" : `file: ${file}`);
      back.setAttribute("aria-label", `Take back ${name}: ${back.textContent}`);
      back.title = "Take this change back";
    },
  };
}

/** Shows for a moment that something else is there than before. @param {HTMLElement} element */
function flash(element) {
  element.classList.remove("flash");
  void element.offsetWidth; // Begins the animation again.
  element.classList.add("flash");
}
