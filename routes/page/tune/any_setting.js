// @ts-check
/// <reference lib="dom" />
/** Every setting that the server knows, with its own words for it, to be set by its name: faults and all that has no slider. */

import { getSettings } from "./setting_schemas.js";
import { el, part, setText } from "../element.js";
import { errorText } from "../format.js";
import { differencesOf } from "./changes.js";
import { createEverySetting } from "./every_setting.js";

/** @import { Config } from "../api.js" */
/** @import { SettingSchema } from "./setting_schemas.js" */

/**
 * @param {HTMLElement} root
 * @param {{
 *   others: string,
 *   apply: (model: string | undefined, patch: object) => Promise<unknown>,
 *   say: (message: string) => void,
 * }} page `others` stands for all models that have no entry.
 */
export function createAnySetting(root, { others, apply, say }) {
  const form = part(root, "any-form", HTMLFormElement);
  const whose = part(root, "any-model", HTMLSelectElement);
  const name = part(root, "any-name", HTMLInputElement);
  const names = part(root, "setting-names", HTMLElement);
  const value = part(root, "any-value", HTMLInputElement);
  const values = part(root, "setting-values", HTMLElement);
  const words = part(root, "any-words", HTMLElement);
  const inForce = part(root, "any-in-force", HTMLElement);
  const clear = part(root, "any-clear", HTMLButtonElement);
  const every = part(root, "every-setting", HTMLDetailsElement);
  const table = createEverySetting(part(root, "every-rows", HTMLElement), (setting) => {
    name.value = setting;
    describe();
    value.focus();
  });
  /** @type {ReadonlyMap<string, SettingSchema>} */
  let settings = new Map();
  /** @type {Config | undefined} */
  let config;

  const model = () => whose.value === others ? undefined : whose.value;
  const valuesInForce = () =>
    new Map(
      Object.entries((model() === undefined ? config?.general : config?.models[whose.value]) ?? {}),
    );

  const describe = () => {
    const schema = settings.get(name.value);
    setText(words, schema?.description ?? (name.value === "" ? "" : "There is no such setting."));
    values.replaceChildren(
      ...valuesOf(schema).map((one) => el("option", { value: String(one) })),
    );
    const all = valuesInForce();
    const now = all.get(name.value);
    setText(
      inForce,
      schema ? `In force: ${now === undefined ? "not set" : JSON.stringify(now)}` : "",
    );
    clear.disabled = now === undefined;
    if (every.open && config) table.show(settings, all, differencesOf(config.changed, model()));
  };

  const load = async () => {
    if (settings.size > 0) return;
    settings = await getSettings();
    names.replaceChildren(...[...settings.keys()].map((key) => el("option", { value: key })));
    describe();
  };

  /** @param {unknown} to */
  const set = async (to) => {
    try {
      await apply(model(), { [name.value]: to });
      describe();
    } catch (error) {
      say(errorText(error));
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (name.value !== "") void set(valueOf(value.value));
  });
  clear.addEventListener("click", () => void set(null));
  name.addEventListener("input", describe);
  whose.addEventListener("change", describe);
  name.addEventListener("focus", load);
  every.addEventListener("toggle", async () => {
    await load();
    describe();
  });

  return {
    /** @param {Config} now */
    configure(now) {
      config = now;
      const chosen = whose.value;
      const all = [others, ...Object.keys(now.models)];
      whose.replaceChildren(...all.map((model) => el("option", {}, model)));
      if (all.includes(chosen)) whose.value = chosen;
      describe();
    },
    /** Shows all settings of a model, or of all that have no entry. @param {string} model */
    async show(model) {
      whose.value = model;
      every.open = true;
      form.scrollIntoView({ block: "start" });
      name.focus();
      await load();
      describe();
    },
  };
}

/** A number, `true` and `false` are what they are; all else is a text. @param {string} text */
function valueOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What may be chosen from. @param {SettingSchema | undefined} schema @returns {readonly unknown[]} */
function valuesOf(schema) {
  if (schema?.type === "boolean") return [true, false];
  return [...schema?.enum ?? [], ...(schema?.anyOf ?? []).flatMap(valuesOf)];
}
