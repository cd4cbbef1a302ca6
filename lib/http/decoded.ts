/** A part of a URL without its percent-encoding. */

/** Decodes a part of a URL; one that cannot be decoded stays as it is. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
