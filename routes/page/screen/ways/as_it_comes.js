// @ts-check
/**
 * As it comes: each piece of text is on the page with the next frame. Never late, but as uneven as the stream: lumps jump,
 * gaps are rests, and half an emoji is seen as half an emoji.
 * @param {(text: string) => void} write Puts text behind what is there: `(text) => element.append(text)`.
 */
export function showAsItComes(write) {
  return { push: write, end() {} };
}
