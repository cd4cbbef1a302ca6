/// <reference lib="dom" />
/** The four ways of showing text that comes, each on a screen of sixty frames a second that a test moves by hand. */

import { assert, assertEquals } from "@std/assert";
import { showAsItComes } from "../../../routes/page/screen/ways/as_it_comes.js";
import { showBuffered } from "../../../routes/page/screen/ways/buffered.js";
import { showAtFixedRate } from "../../../routes/page/screen/ways/fixed_rate.js";
import { showWordByWord } from "../../../routes/page/screen/ways/word_by_word.js";

type Way = typeof showAsItComes;

const ANIMATED: readonly Way[] = [showAtFixedRate, showBuffered, showWordByWord];
const WAYS: readonly Way[] = [showAsItComes, ...ANIMATED];
const FRAME_MS = 1000 / 60;
const TEXT =
  "A fisherman’s cat can't count 3.14 herrings: 👨‍👩‍👧‍👦 does, नमस्ते, 🇳🇴 and cafe\u0301 too.\n\nEnd";

/** What one way does: what comes is said by when, and what is seen is read frame by frame. */
function onScreen(way: Way, isStill = false) {
  let now = 0;
  let draws: ((now: number) => void)[] = [];
  let shown = "";
  const before = Object.fromEntries(GLOBALS.map((name) => [name, Reflect.get(globalThis, name)]));
  const realNow = performance.now;
  Object.assign(globalThis, {
    matchMedia: () => ({ matches: isStill }),
    requestAnimationFrame: (draw: (now: number) => void) => draws.push(draw),
  });
  performance.now = () => now;
  const view = way((text) => {
    assert(text !== "", "nothing is written in vain");
    shown += text;
  });
  return {
    ...view,
    get shown() {
      return shown;
    },
    get isIdle() {
      return draws.length === 0;
    },
    get now() {
      return now;
    },
    /** The next frame. */
    frame() {
      now += FRAME_MS;
      const due = draws;
      draws = [];
      for (const draw of due) draw(now);
    },
    [Symbol.dispose]() {
      Object.assign(globalThis, before);
      performance.now = realNow;
    },
  };
}
const GLOBALS = ["matchMedia", "requestAnimationFrame"];

/** All that comes in pieces of so many code points, a piece every so many frames, and what was seen in each frame. */
function play(way: Way, text: string, size: number, frames: number, isStill = false): string[] {
  using screen = onScreen(way, isStill);
  const points = Array.from(text);
  const seen: string[] = [];
  for (let at = 0; at < points.length; at += size) {
    screen.push(points.slice(at, at + size).join(""));
    for (let i = 0; i < frames; i++) {
      screen.frame();
      seen.push(screen.shown);
    }
  }
  screen.end();
  for (let i = 0; i < 300 && !screen.isIdle; i++) {
    screen.frame();
    seen.push(screen.shown);
  }
  assert(screen.isIdle, `${way.name} is at rest when all is shown`);
  return seen;
}

/** Where a text may be cut so that nothing that is read as one is torn. */
function boundaries(text: string, granularity: "grapheme" | "word"): ReadonlySet<number> {
  const segments = new Intl.Segmenter(undefined, { granularity }).segment(text);
  return new Set([...Array.from(segments, ({ index }) => index), text.length]);
}

for (const way of WAYS) {
  Deno.test(`${way.name}: nothing is lost, repeated or taken back, whatever it comes in`, () => {
    for (const [size, frames] of [[1, 1], [3, 2], [7, 30], [200, 1], [2, 0]] as const) {
      const seen = play(way, TEXT, size, frames);
      assertEquals(seen.at(-1) ?? TEXT, TEXT, `${size} code points every ${frames} frames`);
      for (const text of seen) assert(TEXT.startsWith(text), text);
    }
  });
}

for (const way of ANIMATED) {
  const parts = way === showWordByWord ? "word" : "grapheme";
  Deno.test(`${way.name}: no ${parts} is ever seen in part`, () => {
    const whole = boundaries(TEXT, parts);
    const characters = boundaries(TEXT, "grapheme");
    for (const [size, frames] of [[1, 1], [1, 20], [3, 2], [11, 9]] as const) {
      for (const text of play(way, TEXT, size, frames)) {
        // A letter that an accent follows a moment later is the one thing that cannot be known.
        const isCafe = text.endsWith("cafe");
        assert(whole.has(text.length) || isCafe && parts === "grapheme", JSON.stringify(text));
        assert(characters.has(text.length) || isCafe && parts === "grapheme", text);
      }
    }
  });

  Deno.test(`${way.name}: for whoever wants less motion, what has come is there with the next frame`, () => {
    const seen = play(way, "So much for that. ", 9, 2, true);
    const first = way === showWordByWord ? "So much " : "So much f";
    assertEquals(seen.slice(0, 2), [first, first]);
    assertEquals(seen[2], "So much for that. ");
  });
}

/** How many characters more there were in each frame. */
function steps(seen: readonly string[]): number[] {
  return seen.map((text, i) => text.length - (seen[i - 1]?.length ?? 0));
}

const PROSE = "Why does streamed text stutter, and what helps? ".repeat(20);
/** Lumps of 100 characters, 24 frames (400 ms) apart: 250 characters a second, as a buffering proxy gives them. */
const lumps = (way: Way) => play(way, PROSE, 100, 24);

Deno.test("as it comes: a lump jumps", () => {
  assertEquals(Math.max(...steps(lumps(showAsItComes))), 100);
});

Deno.test("fixed rate: 200 characters a second while that is enough, and never over a second behind", () => {
  const slow = steps(play(showAtFixedRate, PROSE.slice(0, 400), 100, 60));
  const moving = slow.slice(1, 29);
  assertEquals([...new Set(moving)].toSorted(), [3, 4], moving.join(" "));
  assertEquals(moving.reduce((a, b) => a + b, 0), 93, "28 frames at 200 a second");

  using screen = onScreen(showAtFixedRate);
  const came: number[] = [];
  // A thousand a second, for two seconds; then a lump of five thousand.
  for (let frame = 0; frame < 300; frame++) {
    const more = frame < 120 ? 17 : frame === 150 ? 5000 : 0;
    if (more > 0) screen.push("x".repeat(more));
    came.push((came.at(-1) ?? 0) + more);
    screen.frame();
    const second = came[frame - 61] ?? 0;
    assert(screen.shown.length >= second, `frame ${frame}: ${screen.shown.length} of ${second}`);
  }
  assertEquals(screen.shown.length, 120 * 17 + 5000);
});

Deno.test("buffered: lumps flow evenly, a third of a second late, and the end does not drag", () => {
  const seen = lumps(showBuffered);
  const middle = steps(seen).slice(60, 200);
  assert(Math.max(...middle) <= 6, middle.join(" "));
  assert(middle.every((step) => step >= 2), middle.join(" "));
  const behind = seen.map((text, i) =>
    Math.min(PROSE.length, 100 * (1 + Math.floor(i / 24))) - text.length
  );
  const mean = behind.slice(60, 200).reduce((a, b) => a + b, 0) / 140;
  assert(mean > 50 && mean < 200, `${mean} characters behind`);
  const afterEnd = seen.length - 24 * Math.ceil(PROSE.length / 100);
  assert(afterEnd <= 20, `${afterEnd} frames after the end`);
});

Deno.test("buffered: when all has come, the rest is shown evenly within the delay", () => {
  using screen = onScreen(showBuffered);
  screen.push(PROSE.slice(0, 300));
  screen.end();
  const seen: string[] = [];
  for (let i = 0; i < 19; i++) {
    screen.frame();
    seen.push(screen.shown);
  }
  assertEquals(screen.shown.length, 300, "300 ms are 18 frames, and a bit");
  assert(Math.max(...steps(seen)) < 25, steps(seen).join(" "));
});

Deno.test("buffered: the last characters before a long gap do not crawl", () => {
  using screen = onScreen(showBuffered);
  screen.push("Once upon a time ");
  let frames = 0;
  for (; !screen.isIdle; frames++) screen.frame();
  assertEquals(screen.shown, "Once upon a time ");
  assert(frames < 36, `${frames} frames`);
});

Deno.test("word by word: a word is shown when it is known to be whole, one a frame while few wait", () => {
  using screen = onScreen(showWordByWord);
  const seen = () => {
    screen.frame();
    return screen.shown;
  };
  screen.push("Stut");
  assertEquals(seen(), "");
  screen.push("ter");
  assertEquals(seen(), "");
  screen.push(" can");
  assertEquals(seen(), "Stutter ");
  screen.push("'t,");
  assertEquals(seen(), "Stutter ");
  screen.push(" be one two ");
  assertEquals(seen(), "Stutter can't, ");
  assertEquals(seen(), "Stutter can't, be ");
  assertEquals([seen(), seen()], ["Stutter can't, be one ", "Stutter can't, be one two "]);
  screen.push("end");
  assertEquals(seen(), "Stutter can't, be one two ");
  screen.end();
  assertEquals(seen(), "Stutter can't, be one two end");
});

Deno.test("word by word: of many words each frame takes a share, until one a frame is enough", () => {
  const amounts = steps(play(showWordByWord, PROSE, 5000, 60)).filter((step) => step > 0);
  assert(amounts.length < 60, "within a second");
  const [first = 0] = amounts;
  assert(first > 50 && first < 100, "a fifteenth of them to begin with");
  assert(amounts.slice(-5).every((amount) => amount < 10), "word by word in the end");
});
