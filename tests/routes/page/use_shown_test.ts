/// <reference lib="dom" />
/** The hook for React, in React, on a page without a browser whose frames a test moves by hand. */

import { assert, assertEquals } from "@std/assert";
import { parseHTML } from "linkedom";
import { showAsItComes } from "../../../routes/page/screen/ways/as_it_comes.js";
import { showBuffered } from "../../../routes/page/screen/ways/buffered.js";
import { showAtFixedRate } from "../../../routes/page/screen/ways/fixed_rate.js";
import { showWordByWord } from "../../../routes/page/screen/ways/word_by_word.js";

const { window, document } = parseHTML("<!DOCTYPE html><main></main>");
let now = 0;
const draws: ((now: number) => void)[] = [];
Object.assign(globalThis, {
  window,
  document,
  IS_REACT_ACT_ENVIRONMENT: true,
  matchMedia: () => ({ matches: false }),
  requestAnimationFrame: (draw: (now: number) => void) => draws.push(draw),
});
performance.now = () => now;

// React looks for the page when it is loaded.
const { act, createElement, StrictMode } = await import("react");
const { createRoot } = await import("react-dom/client");
const { useShown } = await import("../../../routes/page/screen/ways/use_shown.js");

type Way = typeof showAsItComes;

/** An answer as an app would have it: all of its text so far, each time that it grows. */
function Answer({ text, isOver, way }: { text: string; isOver: boolean; way: Way }) {
  return createElement("p", null, useShown(text, isOver, way));
}

for (const way of [showAsItComes, showAtFixedRate, showBuffered, showWordByWord] as Way[]) {
  Deno.test(`useShown: ${way.name} shows all of an answer in order, and the next one anew`, async () => {
    const root = createRoot(document.querySelector("main"));
    const seen: string[] = [];
    const frames = async (count: number) => {
      for (let i = 0; i < count; i++) {
        now += 16;
        const due = draws.splice(0);
        await act(() => due.forEach((draw) => draw(now)));
        seen.push(document.querySelector("p")?.textContent ?? "");
      }
    };
    const tell = (text: string, isOver: boolean) => {
      const answer = createElement(Answer, { text, isOver, way });
      return act(() => root.render(createElement(StrictMode, null, answer)));
    };

    const text = "Once upon a time there was a lighthouse keeper. 👨‍👩‍👧‍👦 ".repeat(3);
    for (let end = 0; end < text.length; end += 25) {
      await tell(text.slice(0, end), false);
      await frames(5);
    }
    await tell(text, false);
    await tell(text, true);
    await frames(80);
    for (const one of seen) assert(text.startsWith(one), one);
    assertEquals(seen.at(-1), text);

    await tell(`${text} And on`, false);
    await tell("Another answer", false);
    seen.length = 0;
    await frames(5);
    await tell("Another answer.", true);
    await frames(80);
    for (const one of seen) assert("Another answer.".startsWith(one), one);
    assertEquals(seen.at(-1), "Another answer.");
    await act(() => root.unmount());
  });
}
