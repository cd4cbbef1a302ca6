// @ts-check
/// <reference lib="dom" />
/** A file of the page to read and to take along: what is shown and copied is the file itself. */

import { copyTextOf } from "../clipboard.js";
import { button, el } from "../element.js";

/** @param {string} name @param {URL} file */
export function createSource(name, file) {
  const code = el("pre", { tabindex: "0", "aria-label": `Code, ${name}` });
  const read = async () => {
    if (!code.textContent) code.textContent = await (await fetch(file)).text();
  };
  const copy = button("Copy code", async () => {
    await read();
    await copyTextOf(copy, code);
  }, { "aria-label": `Copy code, ${name}` });
  const details = el("details", { class: "source" }, el("summary", {}, "Code"), code);
  details.addEventListener("toggle", read);
  return { copy, details };
}
