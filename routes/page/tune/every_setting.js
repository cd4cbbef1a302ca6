// @ts-check
/// <reference lib="dom" />
/** All settings in one table: what each does, in the server's words, what is in force, and what the file has. */

import { button, el } from "../element.js";

/** @import { Difference } from "../api.js" */
/** @import { SettingSchema } from "./setting_schemas.js" */

/**
 * @param {HTMLElement} body The table's.
 * @param {(setting: string) => void} choose
 */
export function createEverySetting(body, choose) {
  return {
    /**
     * @param {ReadonlyMap<string, SettingSchema>} settings
     * @param {ReadonlyMap<string, unknown>} inForce
     * @param {ReadonlyMap<string, Difference>} differences
     */
    show(settings, inForce, differences) {
      body.replaceChildren(
        ...[...settings].map(([name, { description }]) => {
          const difference = differences.get(name);
          return el(
            "tr",
            { class: difference ? "changed" : undefined },
            el("th", { scope: "row" }, button(name, () => choose(name), { class: "quiet" })),
            el(
              "td",
              {},
              text(inForce.get(name)),
              ...(difference
                ? [el("span", { class: "hint" }, ` (file: ${text(difference.was)})`)]
                : []),
            ),
            el("td", {}, description ?? ""),
          );
        }),
      );
    },
  };
}

/** @param {unknown} value */
function text(value) {
  return value === undefined || value === null ? "–" : JSON.stringify(value);
}
