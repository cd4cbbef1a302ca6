// @ts-check
/// <reference lib="dom" />
/** One row of the list. */

import { actOnStream } from "../api.js";
import { button, el, setText } from "../element.js";
import { errorText, millisecondsText } from "../format.js";
import { COLUMNS } from "./columns.js";
import { outcomeText, phaseText, toneOf } from "./outcome.js";

/** @import { RequestSummary } from "../api.js" */

/** The stretch of time that all rows in sight share, in milliseconds since 1970. @typedef {{ from: number, to: number }} Axis */

/** @param {{ choose: (id: string) => void, say: (message: string) => void }} page */
export function createRequestRow({ choose, say }) {
  let id = "";
  let isPaused = false;
  const open = button("", () => choose(id), { class: "open", "aria-expanded": "false" });
  const outcome = el("span", { class: "state-tag" });
  const note = el("span", { class: "note" });
  const hold = button("Pause", async () => {
    try {
      setPaused((await actOnStream(id, { action: isPaused ? "resume" : "pause" })).paused);
    } catch (error) {
      say(errorText(error));
    }
  }, { class: "small", "data-needs": "server", "data-act": "pause" });
  /** @param {boolean} now */
  const setPaused = (now) => {
    isPaused = now;
    setText(hold, now ? "Resume" : "Pause");
  };
  const wait = el("span", { class: "wait" });
  const run = el("span", { class: "run" });
  const bar = el("div", { class: "waterfall" }, wait, run);
  /** @type {ReadonlyMap<string, readonly (Node | string)[]>} */
  const own = new Map([
    ["model", [open]],
    ["outcome", [el("div", { class: "outcome" }, outcome, note, hold)]],
    ["waterfall", [bar]],
  ]);
  const cells = COLUMNS.map(({ key, isNumber }) =>
    el(
      "td",
      { "data-column": key, class: isNumber ? "number" : undefined },
      ...own.get(key) ?? [],
    )
  );
  const element = el("tr", {}, ...cells);
  element.addEventListener("click", ({ target }) => {
    if (target !== open && target !== hold) choose(id);
  });

  return {
    element,
    open,
    /** @param {RequestSummary} request @param {boolean} isChosen */
    write(request, isChosen) {
      id = request.id;
      element.dataset.id = id;
      element.dataset.outcome = request.outcome;
      element.classList.toggle("chosen", isChosen);
      open.setAttribute("aria-expanded", String(isChosen));
      const name = request.model ?? "(no model)";
      setText(open, name);
      open.title = name;
      setText(outcome, outcomeText(request));
      outcome.dataset.tone = toneOf(request);
      hold.hidden = request.outcome !== "open" || !request.stream;
      const said = request.error ?? phaseText(request);
      setText(note, said);
      note.title = said;
      for (const [i, { text }] of COLUMNS.entries()) {
        const cell = cells[i];
        if (text && cell) setText(cell, text(request));
      }
      bar.title = `first token after ${millisecondsText(request.ttft_ms)}, ` +
        `${millisecondsText(request.duration_ms)} in all`;
    },
    /** Whether its stream is held. */
    setPaused,
    /** @param {RequestSummary} request @param {Axis} axis */
    place({ started_at, ttft_ms, duration_ms, outcome }, { from, to }) {
      const share = (/** @type {number} */ ms) => 100 * Math.max(0, ms) / Math.max(1, to - from);
      const begin = Date.parse(started_at);
      const whole = duration_ms ?? (outcome === "open" ? Date.now() - begin : 0);
      const waited = Math.min(ttft_ms ?? whole, whole);
      wait.style.marginLeft = `${share(begin - from).toFixed(2)}%`;
      wait.style.width = `${share(waited).toFixed(2)}%`;
      run.style.width = `${share(whole - waited).toFixed(2)}%`;
    },
  };
}
