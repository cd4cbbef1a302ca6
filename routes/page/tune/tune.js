// @ts-check
/// <reference lib="dom" />
/** Speed, time to first token and jitter of each model, by sliders that apply as they move. */

import { patchConfig, reloadConfig } from "../api.js";
import { button, el, onPress, part, setText } from "../element.js";
import { createAnySetting } from "./any_setting.js";
import { SCALES } from "./scales.js";
import { createSnippets } from "./snippets.js";

/** @import { Config, Settings } from "../api.js" */
/** @import { Value } from "./scales.js" */

/** While a slider moves, the server hears of it this often. */
const APPLY_MS = 120;

/** Models that are not spoken to: they answer at once. */
const UNPACED = /embedding|moderation/;

/** What stands for every model that has no entry. */
const OTHERS = "any other model";

/**
 * @param {HTMLElement} root
 * @param {HTMLDialogElement} dialog
 * @param {{
 *   say: (message: string) => void,
 *   own: <T extends { config: Config }>(edit: Promise<T>) => Promise<T>,
 * }} page What is done with an edit of this page's own: its answer says what is in force.
 */
export function createTune(root, dialog, { say, own }) {
  const list = part(root, "models", HTMLElement);
  const find = part(root, "find-model", HTMLInputElement);
  const snippets = createSnippets(dialog);
  const anySetting = createAnySetting(root, {
    others: OTHERS,
    apply: (model, patch) => own(patchConfig(model === undefined ? patch : { model, ...patch })),
    say,
  });
  /** @type {Map<string, ReturnType<typeof createRow>>} */
  const rows = new Map();

  const filter = () => {
    const wanted = find.value.trim().toLowerCase();
    for (const [name, { element }] of rows) {
      element.hidden = !name.toLowerCase().includes(wanted);
    }
  };

  find.addEventListener("input", filter);
  onPress(part(root, "reload", HTMLElement), async () => {
    try {
      say((await own(reloadConfig())).message);
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  });

  return {
    /** @param {Config} config */
    configure(config) {
      const { general, models } = config;
      anySetting.configure(config);
      /** @type {[string, Settings][]} */
      const all = [[OTHERS, general], ...Object.entries(models)];
      for (const [name, row] of rows) {
        if (all.some(([known]) => known === name)) continue;
        row.element.remove();
        rows.delete(name);
      }
      for (const [name, settings] of all) {
        let row = rows.get(name);
        if (!row) {
          const model = name === OTHERS ? undefined : name;
          row = createRow(name, {
            apply: (patch) => own(patchConfig(model ? { model, ...patch } : patch)),
            showCode: (settings) => snippets.show(model, settings),
            say,
          });
          rows.set(name, row);
          list.append(row.element);
        }
        row.write(settings);
      }
      filter();
    },
  };
}

/**
 * @param {string} name
 * @param {{
 *   apply: (patch: object) => Promise<unknown>,
 *   showCode: (settings: Settings) => void,
 *   say: (message: string) => void,
 * }} page
 */
function createRow(name, { apply, showCode, say }) {
  /** @type {Settings} */
  let settings = {
    tokens_per_second: 1,
    jitter: 0,
    tokens_per_chunk: 1,
    reasoning_tokens: 0,
    reasoning_text: "hidden",
  };
  let inForce = settings;
  const description = el("span", { class: "hint" });
  const isPaced = !UNPACED.test(name);
  const sliders = (isPaced ? SCALES : []).map((scale) => {
    const input = el("input", {
      type: "range",
      min: 0,
      max: scale.steps,
      step: 1,
      "data-needs": "server",
      "aria-label": `${scale.label} of ${name}`,
    });
    const output = el("output");
    const element = el("label", {}, el("span", { class: "what" }, scale.label), input, output);
    /** @type {Value | undefined} */
    let shown;
    const write = (/** @type {Value | undefined} */ value) => {
      const isNew = shown !== undefined && shown !== value;
      shown = value;
      input.value = String(scale.position(value));
      input.setAttribute("aria-valuetext", scale.text(value));
      setText(output, scale.text(value));
      return isNew;
    };
    return { scale, input, output, element, write };
  });

  /** @type {Record<string, Value>} */
  let waiting = {};
  let isSending = false;

  const send = async () => {
    if (isSending) return;
    isSending = true;
    while (Object.keys(waiting).length > 0) {
      const patch = waiting;
      waiting = {};
      try {
        await apply(patch);
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
      }
      await new Promise((resolve) => setTimeout(resolve, APPLY_MS));
    }
    isSending = false;
    show(inForce);
  };

  /** @param {Settings} now */
  const show = (now) => {
    settings = now;
    for (const { scale, output, write } of sliders) {
      if (write(now[scale.key])) flash(output);
    }
  };

  for (const { scale, input, write } of sliders) {
    input.addEventListener("input", () => {
      const value = scale.value(Number(input.value));
      write(value);
      settings = { ...settings, [scale.key]: value ?? undefined };
      waiting[scale.key] = value;
      send();
    });
  }

  const element = el(
    "fieldset",
    { class: "model", "data-model": name },
    el("legend", {}, name),
    description,
    ...sliders.map(({ element }) => element),
    isPaced
      ? button("Copy as …", () => showCode(settings), { "aria-label": `Copy as … ${name}` })
      : el("p", { class: "hint" }, "Answers at once: there are no tokens to pace."),
  );

  return {
    element,
    /** Shows what is in force; what the hand is on, once it is off. @param {Settings} now */
    write(now) {
      setText(description, now.description ?? "What has no entry of its own");
      inForce = now;
      if (!isSending) show(now);
    },
  };
}

/** Shows for a moment that something else is there than before. @param {HTMLElement} element */
function flash(element) {
  element.classList.remove("flash");
  void element.offsetWidth; // Begins the animation again.
  element.classList.add("flash");
}
