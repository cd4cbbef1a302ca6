// @ts-check
/// <reference lib="dom" />
/** One model in Tune: its sliders, its profile, and what of it is not as the file has it. */

import { button, el, setText } from "../element.js";
import { errorText } from "../format.js";
import { takenBack } from "./changes.js";
import { createProfiles } from "./profiles.js";
import { SCALES } from "./scales.js";
import { createSlider } from "./slider.js";

/** @import { Config, Difference, Settings } from "../api.js" */
/** @import { Value } from "./scales.js" */

/** While a slider moves, the server hears of it this often. */
const APPLY_MS = 120;

/** Models that are not spoken to: they answer at once. */
const UNPACED = /embedding|moderation/;

/**
 * @param {string} name
 * @param {string | undefined} model None for all that have no entry.
 * @param {{
 *   patch: (patch: object) => Promise<unknown>,
 *   showCode: (settings: Settings) => void,
 *   showAll: () => void,
 *   say: (message: string) => void,
 * }} page
 */
export function createRow(name, model, { patch, showCode, showAll, say }) {
  /** @type {Settings} */
  let settings = {
    tokens_per_second: 1,
    jitter: 0,
    tokens_per_chunk: 1,
    reasoning_tokens: 0,
    reasoning_text: "hidden",
  };
  let inForce = settings;
  /** @type {ReadonlyMap<string, Difference>} */
  let differences = new Map();
  /** @type {Record<string, Value>} */
  let waiting = {};
  let isSending = false;

  const apply = async (/** @type {object} */ changed) => {
    try {
      await patch(changed);
    } catch (error) {
      say(errorText(error));
    }
  };
  const own = (/** @type {object} */ changed) => apply(model ? { model, ...changed } : changed);

  const send = async () => {
    if (isSending) return;
    isSending = true;
    while (Object.keys(waiting).length > 0) {
      const changed = waiting;
      waiting = {};
      await own(changed);
      await new Promise((resolve) => setTimeout(resolve, APPLY_MS));
    }
    isSending = false;
    show(inForce);
  };

  const description = el("span", { class: "hint" });
  const changed = el("span", { class: "changed-count" });
  const isPaced = !UNPACED.test(name);
  const sliders = (isPaced ? SCALES : []).map((scale) =>
    createSlider(scale, name, {
      set(value) {
        settings = { ...settings, [scale.key]: value ?? undefined };
        waiting[scale.key] = value;
        void send();
      },
      async takeBack() {
        const difference = differences.get(scale.key);
        if (difference) await apply(takenBack(difference));
      },
    })
  );
  const profiles = createProfiles(name, own);

  /** @param {Settings} now */
  const show = (now) => {
    settings = now;
    for (const slider of sliders) slider.show(now[slider.key]);
  };

  const element = el(
    "fieldset",
    { class: "model", "data-model": name },
    el("legend", {}, name),
    el("div", { class: "about" }, description, changed),
    ...sliders.map(({ element }) => element),
    el(
      "div",
      { class: "more" },
      ...(isPaced
        ? [button("Copy as …", () => showCode(settings), { "aria-label": `Copy as … ${name}` })]
        : [el("span", { class: "hint" }, "Answers at once: there are no tokens to pace.")]),
      button("More …", showAll, { "aria-label": `More settings of ${name}` }),
      ...(isPaced && model !== undefined ? [profiles.element] : []),
    ),
  );

  return {
    element,
    /**
     * Shows what is in force; what the hand is on, once it is off.
     * @param {Settings} now
     * @param {Config["profiles"]} allProfiles
     * @param {ReadonlyMap<string, Difference>} unlikeFile
     */
    write(now, allProfiles, unlikeFile) {
      setText(description, now.description ?? "What has no entry of its own");
      inForce = now;
      differences = unlikeFile;
      profiles.write(allProfiles, now.profile);
      for (const slider of sliders) slider.mark(differences.get(slider.key));
      const count = differences.size;
      setText(changed, count === 0 ? "" : `${count} changed`);
      changed.title = [...differences.keys()].join(", ");
      if (!isSending) show(now);
    },
  };
}
