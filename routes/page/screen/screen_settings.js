// @ts-check
/// <reference lib="dom" />
/** What stream is asked for: a model, its speed, how it comes and what it says, all in the model's name. */

import { copyTextOf } from "../clipboard.js";
import { el, onPress, part, setText } from "../element.js";
import { createRaceLength } from "../race/race_length.js";
import { COMES, modelAsked } from "./comes.js";

/** @import { Config } from "../api.js" */

const FIRST_LENGTH = JSON.stringify({ duration_seconds: 10 });

/** @param {HTMLElement} root @param {(message: string) => void} say */
export function createScreenSettings(root, say) {
  const model = part(root, "screen-model", HTMLInputElement);
  const speed = part(root, "screen-speed", HTMLInputElement);
  const comes = part(root, "screen-comes", HTMLSelectElement);
  const key = part(root, "screen-key", HTMLInputElement);
  const asked = part(root, "screen-asked", HTMLElement);
  const copy = part(root, "screen-copy", HTMLElement);
  const length = createRaceLength(
    part(root, "screen-length", HTMLSelectElement),
    FIRST_LENGTH,
    say,
  );

  const name = () =>
    modelAsked(model.value.trim() || "gpt-4o", {
      ...(speed.value && { tps: speed.value }),
      ...COMES[comes.selectedIndex]?.settings,
      ...length.body,
    });
  const write = () => setText(asked, name());

  comes.append(...COMES.map(({ name }) => el("option", {}, name)));
  root.addEventListener("input", write);
  onPress(copy, () => copyTextOf(copy, asked));
  write();

  return {
    /** The model's name with all that is asked for. */
    get model() {
      return name();
    },
    get apiKey() {
      return key.value;
    },
    /** @param {Config} config */
    configure({ server }) {
      part(root, "screen-key-field", HTMLElement).hidden = server.api_keys === 0;
    },
    /** @param {Parameters<typeof length.offer>[0]} texts */
    offerLengths(texts) {
      length.offer(texts);
      write();
    },
  };
}
