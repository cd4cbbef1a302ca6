/** A text without what Windows adds and says nothing by: the byte order mark, and the CR of CRLF. */
export function withoutWindows(text: string): string {
  return text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
}
