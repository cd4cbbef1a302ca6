// @ts-check
/// <reference lib="dom" />
/** Speed, time to first token and jitter of each model, applied as they change, and what then is not as the file has it. */

import { patchConfig, reloadConfig } from "../api.js";
import { onPress, part, setText } from "../element.js";
import { errorText } from "../format.js";
import { createAnySetting } from "./any_setting.js";
import { differencesOf } from "./changes.js";
import { createRow } from "./row.js";
import { createSnippets } from "./snippets.js";

/** @import { Config, Difference, Settings } from "../api.js" */

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
  const unlike = part(root, "unlike-file", HTMLElement);
  const copyAll = part(root, "copy-changes", HTMLButtonElement);
  const snippets = createSnippets(dialog);
  const patch = (/** @type {object} */ changed) => own(patchConfig(changed));
  const anySetting = createAnySetting(root, {
    others: OTHERS,
    apply: (model, changed) => patch(model === undefined ? changed : { model, ...changed }),
    say,
  });
  /** @type {Map<string, ReturnType<typeof createRow>>} */
  const rows = new Map();
  /** @type {readonly Difference[]} */
  let changes = [];

  const filter = () => {
    const wanted = find.value.trim().toLowerCase();
    for (const [name, { element }] of rows) {
      element.hidden = !name.toLowerCase().includes(wanted);
    }
  };

  /** @param {string} name */
  const rowOf = (name) => {
    const known = rows.get(name);
    if (known) return known;
    const model = name === OTHERS ? undefined : name;
    const row = createRow(name, model, {
      patch,
      showCode: (settings) => snippets.show(model, settings),
      showAll: () => void anySetting.show(name),
      say,
    });
    rows.set(name, row);
    list.append(row.element);
    return row;
  };

  find.addEventListener("input", filter);
  onPress(copyAll, () => snippets.showChanges(changes));
  onPress(part(root, "reload", HTMLElement), async () => {
    try {
      say((await own(reloadConfig())).message);
    } catch (error) {
      say(errorText(error));
    }
  });

  return {
    /** @param {Config} config */
    configure(config) {
      const { general, models, profiles, changed } = config;
      changes = changed;
      const count = changed.length;
      setText(
        unlike,
        count === 0
          ? "All is as config.toml has it."
          : `${count} ${count === 1 ? "setting is" : "settings are"} not as config.toml has ${
            count === 1 ? "it" : "them"
          }.`,
      );
      copyAll.hidden = count === 0;
      anySetting.configure(config);
      /** @type {[string, Settings][]} */
      const all = [[OTHERS, general], ...Object.entries(models)];
      for (const [name, row] of rows) {
        if (all.some(([known]) => known === name)) continue;
        row.element.remove();
        rows.delete(name);
      }
      for (const [name, settings] of all) {
        const model = name === OTHERS ? undefined : name;
        rowOf(name).write(settings, profiles, differencesOf(changed, model));
      }
      filter();
    },
  };
}
