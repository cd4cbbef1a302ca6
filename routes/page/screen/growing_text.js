// @ts-check
/// <reference lib="dom" />
/** Text that grows, in blocks: more text lays out the last line again, and not all that is there. */

const LINES_TOGETHER = 40;

/** @param {HTMLElement} element */
export function createGrowingText(element) {
  let length = 0;
  let last = new Text();
  let block = document.createElement("div");
  element.append(block);

  const startLine = () => {
    if (block.childElementCount === LINES_TOGETHER) {
      block.className = "over";
      block = document.createElement("div");
      element.append(block);
    }
    const line = document.createElement("div");
    line.dir = "auto";
    last = line.appendChild(new Text());
    block.append(line);
  };
  startLine();

  return {
    /** How many characters are on the page. */
    get length() {
      return length;
    },
    /** @param {string} text */
    write(text) {
      length += text.length;
      for (const part of text.match(/[^\n]*\n|[^\n]+/g) ?? []) {
        last.appendData(part);
        if (part.endsWith("\n")) startLine();
      }
    },
  };
}
