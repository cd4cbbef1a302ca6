// @ts-check
/// <reference lib="dom" />
/** Text that grows, as it came. In pieces, so that more text lays out the last piece again and not all. */

const LONGEST_PIECE = 4000;

/**
 * A view of plain text in an empty element.
 * @param {HTMLElement} element
 */
export function createRawView(element) {
  let pending = "";
  let length = 0;
  let last = new Text();

  const startPiece = () => {
    const piece = document.createElement("div");
    piece.dir = "auto";
    last = new Text();
    length = 0;
    piece.append(last);
    element.append(piece);
  };
  const clear = () => {
    pending = "";
    element.replaceChildren();
    startPiece();
  };
  clear();

  return {
    clear,
    /** @param {string} text */
    append(text) {
      pending += text;
    },
    /** Shows what there is: all, so that nothing is left. */
    show() {
      const cut = length + pending.length > LONGEST_PIECE ? pending.indexOf("\n") + 1 : 0;
      if (cut > 0) {
        // The line break is the piece's own end.
        last.appendData(pending.slice(0, cut - 1));
        last.parentElement?.classList.add("over");
        startPiece();
      }
      last.appendData(pending.slice(cut));
      length += pending.length - cut;
      pending = "";
      return 0;
    },
  };
}
