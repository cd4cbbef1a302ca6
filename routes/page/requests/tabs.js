// @ts-check
/// <reference lib="dom" />
/** Sheets of which one is shown, by tabs: https://www.w3.org/WAI/ARIA/apg/patterns/tabs/ */

import { button, el } from "../element.js";

/**
 * @param {string} name What a screen reader calls them.
 * @param {readonly { readonly name: string, readonly panel: HTMLElement }[]} sheets
 * @param {string} first
 * @param {(name: string) => void} chosen
 */
export function createTabs(name, sheets, first, chosen) {
  const tabs = sheets.map(({ name }) =>
    button(name, () => choose(name), { role: "tab", id: `tab-${name.toLowerCase()}` })
  );
  const list = el("div", { class: "tabs", role: "tablist", "aria-label": name }, ...tabs);
  for (const { name, panel } of sheets) {
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", `tab-${name.toLowerCase()}`);
  }

  /** @param {string} wanted */
  const choose = (wanted) => {
    for (const [i, { name, panel }] of sheets.entries()) {
      const isChosen = name === wanted;
      panel.hidden = !isChosen;
      tabs[i]?.setAttribute("aria-selected", String(isChosen));
      tabs[i]?.setAttribute("tabindex", isChosen ? "0" : "-1");
    }
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    chosen(wanted);
  };

  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = tabs.findIndex((tab) => tab === document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = tabs[(at + step + tabs.length) % tabs.length];
    next?.focus();
    next?.click();
  });
  choose(first);
  return [list, ...sheets.map(({ panel }) => panel)];
}
