// @ts-check
/// <reference lib="dom" />
/** What is said in a race: one of the responses of config.toml, or something of about so many seconds. */

import { el } from "../element.js";
import { countText } from "../format.js";

const DURATIONS = [10, 30, 60];

/** The text that is worth looking at first: it has headings, lists, code and formulas, and is over soon. */
const FIRST_LENGTH = "long";

/**
 * @param {HTMLSelectElement} select
 * @param {string | undefined} first What is chosen to begin with, as a request's body says it.
 * @param {(message: string) => void} say
 */
export function createRaceLength(select, first, say) {
  let wanted = first;
  select.addEventListener("change", () => wanted = select.value);
  return {
    /** As a request's body says it. */
    get body() {
      return JSON.parse(select.value || "{}");
    },
    /** @param {{ default: string, responses: Record<string, { tokens: number }> }} texts */
    offer({ default: usual, responses }) {
      const names = Object.entries(responses);
      select.replaceChildren(
        ...names.map(([name, { tokens }]) =>
          option(`${name}, ${countText(tokens)} tokens`, { response_length: name })
        ),
        option("random", { response_length: "random" }),
        option("auto, by speed", { response_length: "auto" }),
        ...DURATIONS.map((seconds) =>
          option(`about ${seconds} seconds`, { duration_seconds: seconds })
        ),
      );
      select.value = wanted ?? "";
      if (select.value) return;
      const instead = FIRST_LENGTH in responses ? FIRST_LENGTH : usual;
      select.value = JSON.stringify({ response_length: instead });
      if (wanted) say(`The chosen text is no longer in config.toml: '${instead}' takes its place.`);
      wanted = select.value;
    },
  };
}

/**
 * @param {string} text
 * @param {object} value
 */
function option(text, value) {
  return el("option", { value: JSON.stringify(value) }, text);
}
