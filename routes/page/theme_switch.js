// @ts-check
/// <reference lib="dom" />
/** Light, dark, or as the system has it; remembered by the browser. */

const THEMES = ["system", "light", "dark"];

/**
 * Makes a button turn through the themes.
 * @param {HTMLElement} button
 */
export function switchThemes(button) {
  const root = document.documentElement;
  const show = () => {
    button.textContent = `Theme: ${root.dataset.theme ?? "system"}`;
    dispatchEvent(new Event("themechange"));
  };
  button.addEventListener("click", () => {
    const at = THEMES.indexOf(root.dataset.theme ?? "system");
    const next = THEMES[(at + 1) % THEMES.length] ?? "system";
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    localStorage.setItem("theme", next);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  show();
}
