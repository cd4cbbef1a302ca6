// @ts-check
/** The four ways of showing text that comes. Each file is what runs here, what is shown as its code, and what is copied. */

import { showAsItComes } from "./ways/as_it_comes.js";
import { showBuffered } from "./ways/buffered.js";
import { showAtFixedRate } from "./ways/fixed_rate.js";
import { showWordByWord } from "./ways/word_by_word.js";

/**
 * @typedef {object} Way
 * @property {string} key
 * @property {string} name
 * @property {string} words What it is good for, and what it costs.
 * @property {(write: (text: string) => void) => { push: (text: string) => void, end: () => void }} show
 * @property {URL} file
 */

/** @type {readonly Way[]} */
export const WAYS = [
  {
    key: "as_it_comes",
    name: "As it comes",
    words: "Each piece at once: never late, and as uneven as the stream.",
    show: showAsItComes,
    file: new URL("./ways/as_it_comes.js", import.meta.url),
  },
  {
    key: "fixed_rate",
    name: "Fixed rate",
    words: "A typewriter: 200 characters/s, and faster only where it would be over a second late.",
    show: showAtFixedRate,
    file: new URL("./ways/fixed_rate.js", import.meta.url),
  },
  {
    key: "buffered",
    name: "Buffered",
    words: "Text waits about 300 ms, and flows at the pace at which it comes on the whole.",
    show: showBuffered,
    file: new URL("./ways/buffered.js", import.meta.url),
  },
  {
    key: "word_by_word",
    name: "Word by word",
    words: "Whole words alone, each as soon as it is known where it ends.",
    show: showWordByWord,
    file: new URL("./ways/word_by_word.js", import.meta.url),
  },
];
