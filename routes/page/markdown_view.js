// @ts-check
/// <reference lib="dom" />
/**
 * Markdown that grows. Blocks that are over are shown once and never touched again; only the last one is shown anew, so
 * that a frame costs as much as a block and not as much as the answer.
 */

import createDOMPurify from "./vendor/dompurify.js";
import { Marked } from "./vendor/marked.js";
import { escaped, mathExtensions, showMath } from "./math.js";

/** A single block that is longer than this is shown as plain text: nothing bounds what it costs to render. */
const LONGEST_BLOCK = 20_000;

/** So many blocks are laid out and painted together, or not at all while they are out of sight. */
const BLOCKS_TOGETHER = 20;

const marked = new Marked({
  gfm: true,
  extensions: /** @type {any} */ (mathExtensions),
  renderer: {
    // HTML in an answer is shown, not obeyed; an image is named, since nothing is fetched from elsewhere.
    html: ({ text }) => escaped(text),
    image: ({ text, href }) => `<span class="image">[image: ${escaped(text || href)}]</span>`,
    checkbox: ({ checked }) => (checked ? "☑ " : "☐ "),
    heading({ tokens, depth }) {
      // The page's own headings end at the third level.
      const tag = `h${Math.min(6, depth + 3)}`;
      return `<${tag}>${this.parser.parseInline(tokens)}</${tag}>\n`;
    },
  },
});

const sanitizer = createDOMPurify(window);
sanitizer.setConfig({
  RETURN_DOM_FRAGMENT: true,
  // deno-fmt-ignore
  ALLOWED_TAGS: [
    "a", "blockquote", "br", "code", "del", "em", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "span", "strong",
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
  let pending = "";
  let last = document.createElement("div");
  let over = document.createElement("div");

  const clear = () => {
    pending = "";
    last = document.createElement("div");
    over = document.createElement("div");
    element.replaceChildren(over, last);
  };
  clear();

  /** @param {Node} block */
  const finish = (block) => {
    over.append(block);
    if (over.childElementCount < BLOCKS_TOGETHER) return;
    over.className = "over";
    over = document.createElement("div");
    last.before(over);
  };

  /** @param {string} text */
  const rendered = (text) => text.length > LONGEST_BLOCK ? plain(text) : html(text);

  return {
    clear,
    /** Takes more text, without showing it yet. @param {string} text */
    append(text) {
      pending += text.replace(/\r\n?/g, "\n");
    },
    /** Shows what there is. */
    show() {
      for (const block of finishedBlocks(pending)) {
        finish(rendered(block));
        pending = pending.slice(block.length);
      }
      last.replaceChildren(rendered(pending));
    },
  };
}

/**
 * The blocks of a text that can no longer change: all but the last, since more may belong to it.
 * @param {string} text
 */
function finishedBlocks(text) {
  if (text.length > 4 * LONGEST_BLOCK) return [text];
  const tokens = marked.lexer(text);
  const blocks = tokens.map((token) => token.raw);
  while (tokens.at(-1)?.type === "space") tokens.pop();
  return blocks.slice(0, Math.max(0, tokens.length - 1));
}

/** @param {string} text */
function html(text) {
  /** @type {unknown} */
  const root = sanitizer.sanitize(String(marked.parse(text)));
  if (!(root instanceof DocumentFragment)) return plain(text);
  for (const link of root.querySelectorAll("a")) leadOutside(link);
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

/** @param {string} text */
function plain(text) {
  const block = document.createElement("p");
  block.className = "plain";
  block.textContent = text;
  return block;
}
