// @ts-check
/// <reference lib="dom" />
/** Copies text, and says so on the button that was pressed. */

const SHOWN_MS = 2500;

/**
 * @param {HTMLElement} button
 * @param {string} text
 */
export async function copyText(button, text) {
  const source = document.createElement("pre");
  source.textContent = text;
  await copyTextOf(button, source);
}

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} source The element whose text is copied; selected instead where there is no clipboard.
 */
export async function copyTextOf(button, source) {
  const before = button.dataset.text ?? button.textContent ?? "";
  button.dataset.text = before;
  try {
    await navigator.clipboard.writeText(source.textContent ?? "");
    button.textContent = "Copied";
  } catch {
    // Without HTTPS, and elsewhere than on localhost, there is no clipboard.
    getSelection()?.selectAllChildren(source);
    button.textContent = "Selected: press Ctrl C";
  }
  setTimeout(() => button.textContent = before, SHOWN_MS);
}
