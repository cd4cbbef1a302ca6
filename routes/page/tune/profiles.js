// @ts-check
/// <reference lib="dom" />
/** A profile for a model at one press: it then resembles that profile, and nothing of its own is nearer. */

import { button, el, setText } from "../element.js";

/** @import { Config } from "../api.js" */

/**
 * @param {string} model
 * @param {(patch: object) => Promise<unknown>} apply
 */
export function createProfiles(model, apply) {
  const summary = el("summary");
  const list = el("div", { class: "row", role: "group", "aria-label": `Profile of ${model}` });
  const element = el("details", { class: "profiles" }, summary, list);
  let names = "";

  return {
    element,
    /** @param {Config["profiles"]} profiles @param {string | undefined} inForce */
    write(profiles, inForce) {
      setText(summary, inForce === undefined ? "Profile …" : `Profile: ${inForce}`);
      element.hidden = Object.keys(profiles).length === 0;
      const now = JSON.stringify(profiles);
      if (now !== names) {
        names = now;
        list.replaceChildren(
          ...Object.entries(profiles).map(([name, { description, ...settings }]) =>
            button(name, () => apply(likeProfile(name, settings)), {
              title: description,
              "data-needs": "server",
            })
          ),
        );
      }
      for (const one of list.children) {
        one.setAttribute("aria-pressed", String(one.textContent === inForce));
      }
    },
  };
}

/**
 * What a model itself says of a thing is nearer than what its profile says, and has to go.
 * @param {string} profile
 * @param {object} settings
 */
function likeProfile(profile, settings) {
  return { ...Object.fromEntries(Object.keys(settings).map((key) => [key, null])), profile };
}
