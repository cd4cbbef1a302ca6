// @ts-check
/// <reference lib="dom" />
/**
 * Markdown that grows. Blocks that are over are shown once and never touched again; only the last one is shown anew, so
 * that a frame costs as much as a block and not as much as the answer.
 */

import createDOMPurify from "../vendor/dompurify.js";
import { Marked } from "../vendor/marked.js";
import { decided } from "./hold_back.js";
import { escaped, mathExtensions, showMath } from "./math.js";

/** @import { Token } from "../vendor/marked.js" */

/** A single block that is longer than this is shown as plain text: nothing else bounds what it costs to render. */
const LONGEST_BLOCK = 20_000;

/** The most characters that are taken up in one frame. */
const MOST_AT_ONCE = 2000;

/** So many blocks are laid out and painted together, or not at all while they are out of sight. */
const BLOCKS_TOGETHER = 10;

const marked = new Marked({
  gfm: true,
  extensions: /** @type {any} */ (mathExtensions),
  renderer: {
    // HTML in an answer is shown, not obeyed; an image is named, since nothing is fetched from elsewhere.
    html: ({ text }) => escaped(text),
    image: ({ text, href }) => `<span class="image">[image: ${escaped(text || href)}]</span>`,
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    // An answer's headings are not the page's: they would break its outline.
    heading({ tokens, depth }) {
      return `<p class="heading-${depth}">${this.parser.parseInline(tokens)}</p>\n`;
    },
  },
});

const sanitizer = createDOMPurify(window);
sanitizer.setConfig({
  RETURN_DOM_FRAGMENT: true,
  // deno-fmt-ignore
  ALLOWED_TAGS: [
    "a", "blockquote", "br", "code", "del", "em", "hr", "li", "ol", "p", "pre", "span", "strong",
    "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
  ],
  ALLOWED_ATTR: ["align", "class", "href", "start"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
});

/**
 * A view of Markdown in an empty element.
 * @param {HTMLElement} element
 */
export function createMarkdownView(element) {
  let waiting = "";
  let pending = "";
  let last = document.createElement("div");
  let over = document.createElement("div");

  const clear = () => {
    waiting = "";
    pending = "";
    last = document.createElement("div");
    over = document.createElement("div");
    element.replaceChildren(over, last);
  };
  clear();

  /** @param {Node} blocks */
  const finish = (blocks) => {
    over.append(blocks);
    if (over.childElementCount < BLOCKS_TOGETHER) return;
    over.className = "over";
    over = document.createElement("div");
    last.before(over);
  };

  return {
    clear,
    /** Takes more text, without showing it yet. @param {string} text */
    append(text) {
      waiting += text.replace(/\r\n?/g, "\n");
    },
    /** Shows what there is; gives how many characters are left for the next time. @param {boolean} isOver Whether no more will come. */
    show(isOver) {
      pending += waiting.slice(0, MOST_AT_ONCE);
      waiting = waiting.slice(MOST_AT_ONCE);
      if (pending.length > LONGEST_BLOCK) {
        finish(plain(pending));
        pending = "";
      }
      // A block that is over has its line ended: while there is none, this is the last one.
      const tokens = pending.includes("\n") ? marked.lexer(pending) : [];
      const finished = tokens.slice(0, lastBlock(tokens));
      if (finished.length > 0) {
        finish(rendered(finished));
        pending = pending.slice(finished.reduce((sum, { raw }) => sum + raw.length, 0));
      }
      const isLast = isOver && waiting === "";
      last.replaceChildren(rendered(marked.lexer(isLast ? pending : decided(pending))));
      return waiting.length;
    },
  };
}

/**
 * Where the last block is, to which more may belong: all that are before it can no longer change.
 * @param {readonly Token[]} tokens
 */
function lastBlock(tokens) {
  return Math.max(0, tokens.findLastIndex(({ type }) => type !== "space"));
}

/** @param {Token[]} tokens */
function rendered(tokens) {
  /** @type {unknown} */
  const root = sanitizer.sanitize(marked.parser(tokens));
  if (!(root instanceof DocumentFragment)) return plain(tokens.map(({ raw }) => raw).join(""));
  for (const link of root.querySelectorAll("a")) leadOutside(link);
  // Each goes the way of its own first letter, right to left or left to right.
  for (const block of root.querySelectorAll("p, li, th, td, blockquote, ul, ol")) {
    block.setAttribute("dir", "auto");
  }
  for (const table of root.querySelectorAll("table")) letScroll(table);
  showMath(root);
  return root;
}

/**
 * A link opens elsewhere, and only where a reader would expect.
 * @param {HTMLAnchorElement} link
 */
function leadOutside(link) {
  if (!/^(?:https?:|mailto:)/i.test(link.getAttribute("href") ?? "")) {
    link.removeAttribute("href");
    return;
  }
  link.target = "_blank";
  link.rel = "noopener noreferrer";
}

/** A table that is wider than the lane scrolls, by keyboard too. @param {HTMLTableElement} table */
function letScroll(table) {
  const box = document.createElement("div");
  box.className = "wide-table";
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Table");
  table.replaceWith(box);
  box.append(table);
}

/** @param {string} text */
function plain(text) {
  const block = document.createElement("p");
  block.dir = "auto";
  block.className = "plain";
  block.textContent = text;
  return block;
}
