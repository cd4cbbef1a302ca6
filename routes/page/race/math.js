// @ts-check
/// <reference lib="dom" />
/** LaTeX: where it is in Markdown, and how it is shown. */

import katex from "../vendor/katex.js";

/** @typedef {{ type: string, raw: string, tex: string }} MathToken */

/** Marks formulas for `showMath`; as code, so that they read as such until then. */
export const mathExtensions = [
  {
    name: "mathBlock",
    level: "block",
    start: (/** @type {string} */ text) => text.match(/\$\$|\\\[/)?.index,
    tokenizer: (/** @type {string} */ text) =>
      mathToken("mathBlock", text, /^(?:\$\$([^]+?)\$\$|\\\[([^]+?)\\\])(?:[ \t]*(?:\n|$))?/),
    renderer: (/** @type {any} */ token) =>
      `<p><code class="math-block">${escaped(token.tex)}</code></p>`,
  },
  {
    name: "mathInline",
    level: "inline",
    start: (/** @type {string} */ text) => text.match(/\$|\\\(|\\\[/)?.index,
    tokenizer: (/** @type {string} */ text) =>
      mathToken("mathDisplay", text, /^(?:\$\$([^$]+?)\$\$|\\\[([^]+?)\\\])/) ??
        mathToken(
          "mathInline",
          text,
          /^(?:\$(?![\s$])((?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)|\\\(([^]+?)\\\))/,
        ),
    renderer: (/** @type {any} */ token) =>
      `<code class="math-inline">${escaped(token.tex)}</code>`,
  },
  {
    name: "mathDisplay",
    level: "inline",
    renderer: (/** @type {any} */ token) => `<code class="math-block">${escaped(token.tex)}</code>`,
  },
];

/**
 * @param {string} type
 * @param {string} text
 * @param {RegExp} pattern
 * @returns {MathToken | undefined}
 */
function mathToken(type, text, pattern) {
  const match = pattern.exec(text);
  const tex = match?.[1] ?? match?.[2];
  return match && tex !== undefined ? { type, raw: match[0], tex: tex.trim() } : undefined;
}

/**
 * Text as HTML that shows it.
 * @param {string} text
 */
export function escaped(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Formulas that were shown before, since the last block of a stream is shown again with each frame. */
const MOST_KEPT = 200;
/** @type {Map<string, HTMLElement>} */
const kept = new Map();

/**
 * Puts formulas where `mathExtensions` marked them. KaTeX builds elements here and no HTML, so that no style attribute
 * need be let through the sanitizer.
 * @param {ParentNode} root
 */
export function showMath(root) {
  for (const code of root.querySelectorAll("code.math-block, code.math-inline")) {
    const displayMode = code.className === "math-block";
    code.replaceWith(formula(code.textContent ?? "", displayMode));
  }
}

/**
 * @param {string} tex
 * @param {boolean} displayMode
 */
function formula(tex, displayMode) {
  const key = `${displayMode ? "block" : "inline"} ${tex}`;
  const known = kept.get(key);
  if (known) return known.cloneNode(true);
  const element = document.createElement("span");
  element.className = displayMode ? "formula block" : "formula";
  katex.render(tex, element, {
    displayMode,
    throwOnError: false,
    trust: false,
    strict: "ignore",
    maxSize: 20,
    maxExpand: 200,
    errorColor: "currentColor",
  });
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(key, element);
  return element.cloneNode(true);
}
