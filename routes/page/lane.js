// @ts-check
/// <reference lib="dom" />
/** One lane of a race: a stream with its text, and its figures as the page and as the server measured them. */

import { getRequest } from "./api.js";
import { el, fromTemplate, part, setText } from "./element.js";
import { countText, millisecondsText, NONE, rateText, secondsText } from "./format.js";
import { nextFrame, spend } from "./frame.js";
import { createGapStrip } from "./gap_strip.js";
import { createHoldControls } from "./hold_controls.js";
import { createLaneText } from "./lane_text.js";
import { createMeasure, measuredByServer } from "./measure.js";

/** @import { StreamState } from "./api.js" */
/** @import { Measured } from "./measure.js" */
/** @import { Came } from "./stream_worker.js" */

/** How often the figures are written and the gaps drawn: more often than that, nobody can read them. */
const FIGURES_MS = 100;

/** How long the server may take to write down the end of a stream that the page has read to its end. */
const WAIT_SECONDS = 5;

/** @type {readonly { readonly name: string, readonly key: string, readonly text: (measured: Measured) => string }[]} */
const FIGURES = [
  { key: "ttft", name: "First token", text: ({ ttftMs }) => millisecondsText(ttftMs) },
  { key: "tokens", name: "Tokens", text: ({ tokens }) => countText(tokens) },
  { key: "rate", name: "Tokens/s from first", text: ({ rate }) => rateText(rate) },
  { key: "overall", name: "Tokens/s overall", text: ({ overallRate }) => rateText(overallRate) },
  { key: "gap", name: "Longest gap", text: ({ longestGapMs }) => millisecondsText(longestGapMs) },
  { key: "elapsed", name: "Elapsed", text: ({ elapsedMs }) => secondsText(elapsedMs) },
];

/**
 * @typedef {object} LaneParts
 * @property {string} model
 * @property {(model: string) => number} tokensPerChunk
 * @property {() => number} fastest Tokens per second of the fastest lane now: the length of the track.
 * @property {() => void} restart
 * @property {() => void} remove
 * @property {(run: number) => void} stop
 * @property {(message: string) => void} say
 */

/** @param {LaneParts} parts */
export function createLane(parts) {
  const element = fromTemplate("lane");
  const model = part(element, "model", HTMLInputElement);
  const rate = part(element, "rate", HTMLElement);
  const now = part(element, "now", HTMLElement);
  const state = part(element, "state", HTMLElement);
  const fault = part(element, "fault", HTMLElement);
  const textRegion = part(element, "text", HTMLElement);
  const canvas = part(element, "gaps", HTMLCanvasElement);
  const stop = part(element, "stop", HTMLButtonElement);
  const strip = createGapStrip(canvas, part(element, "gap-scale", HTMLElement));
  const text = createLaneText(element);
  const cells = figureCells(part(element, "figures", HTMLElement));
  const controls = createHoldControls(() => requestId, "this lane's stream", parts.say);

  /** @type {number | undefined} */
  let run;
  let requestId = "";
  let measure = createMeasure();
  let began = 0;
  let isOpen = false;
  let rateNow = 0;
  let figuresAt = 0;
  let stripOf = -1;

  /** @param {"page" | "server"} who @param {Measured | undefined} measured */
  const writeFigures = (who, measured) => {
    for (const { key, text } of FIGURES) {
      const cell = cells.get(`${key} ${who}`);
      if (cell) setText(cell, measured ? text(measured) : NONE);
    }
  };

  /** @param {string} name */
  const setState = (name) => {
    element.dataset.state = name.split(" ")[0];
    setText(state, name);
  };

  /** @param {number | null} elapsedMs */
  const writeMeasured = (elapsedMs) => {
    const measured = measure.figures(elapsedMs);
    writeFigures("page", measured);
    setText(rate, rateText(measured.rate));
    rateNow = isOpen && elapsedMs !== null ? measure.rateNow(elapsedMs) : 0;
    const share = Math.min(1, rateNow / Math.max(1, parts.fastest()));
    now.style.transform = `scaleX(${share.toFixed(3)})`;
  };

  const drawStrip = () => {
    if (stripOf === measure.times.length) return;
    stripOf = measure.times.length;
    strip.draw(measure.times);
  };

  /** @param {number} frame */
  const draw = (frame) => {
    const more = text.draw(frame);
    if (isOpen && frame - figuresAt >= FIGURES_MS) {
      figuresAt = frame;
      const before = performance.now();
      writeMeasured(before - began);
      drawStrip();
      spend(performance.now() - before);
    }
    if (more || isOpen) nextFrame(draw);
  };

  /** @param {string} id */
  const showServer = async (id) => {
    const detail = await getRequest(id, WAIT_SECONDS);
    if (id === requestId) writeFigures("server", measuredByServer(detail));
  };

  /** @param {Came} came */
  const end = ({ end, error, endedAt }) => {
    isOpen = false;
    text.end();
    controls.setOpen(false);
    stop.disabled = true;
    canvas.setAttribute("aria-label", `Gaps between ${measure.times.length} chunks`);
    setState(end ?? "finished");
    fault.hidden = error === undefined;
    fault.textContent = error ?? "";
    writeMeasured(endedAt ?? null);
    drawStrip();
    if (end !== "refused" && requestId) showServer(requestId).catch(() => {});
  };

  model.value = parts.model;
  part(element, "hold", HTMLElement).replaceWith(controls.element);
  controls.setOpen(false);
  stop.disabled = true;
  stop.addEventListener("click", () => run !== undefined && parts.stop(run));
  part(element, "restart", HTMLElement).addEventListener("click", parts.restart);
  part(element, "remove", HTMLElement).addEventListener("click", parts.remove);
  onToggle(part(element, "raw", HTMLElement), (isRaw) => {
    text.showRaw(isRaw);
    nextFrame(draw);
  });
  onToggle(part(element, "smooth", HTMLElement), (isSmooth) => {
    text.smooth(isSmooth);
    nextFrame(draw);
  });
  const nameIt = () => {
    textRegion.setAttribute("aria-label", `What ${model.value} says`);
  };
  model.addEventListener("input", nameIt);
  nameIt();

  return {
    element,
    get model() {
      return model.value.trim();
    },
    get run() {
      return run;
    },
    get rateNow() {
      return rateNow;
    },
    focus: () => model.focus(),
    /** Makes the lane ready for a run that begins now. @param {number} newRun */
    start(newRun) {
      run = newRun;
      requestId = "";
      measure = createMeasure(parts.tokensPerChunk(model.value.trim()));
      began = performance.now();
      isOpen = true;
      stripOf = -1;
      text.clear();
      controls.setOpen(false);
      fault.hidden = true;
      stop.disabled = false;
      writeFigures("server", undefined);
      writeMeasured(null);
      drawStrip();
      setState("waiting");
      nextFrame(draw);
    },
    /** Takes what came. @param {Came} came */
    take(came) {
      if (came.requestId) {
        requestId = came.requestId;
        controls.setOpen(true);
      }
      measure.add(came.times);
      text.append(came.text, came.thinking);
      if (came.times.length > 0 && element.dataset.state === "waiting") setState("streaming");
      if (came.usage) {
        const { completion_tokens, completion_tokens_details } = came.usage;
        const thought = completion_tokens_details?.reasoning_tokens ?? 0;
        measure.count(completion_tokens, text.hasThought ? 0 : thought);
      }
      if (came.end) end(came);
      nextFrame(draw);
    },
    /** What the server says of its stream. @param {readonly StreamState[]} streams */
    update(streams) {
      const own = streams.find(({ id }) => id === requestId);
      if (!own || !isOpen) return;
      controls.update(own);
      if (own.paused) setState("paused by hand");
      else if (element.dataset.state === "paused") setState("streaming");
    },
  };
}

/**
 * The cells of the figures, by their key and who measured them.
 * @param {HTMLElement} body
 */
function figureCells(body) {
  /** @type {Map<string, HTMLElement>} */
  const cells = new Map();
  for (const { key, name } of FIGURES) {
    const [page, server] = ["page", "server"].map((who) => {
      const cell = el("td", { "data-figure": key, "data-by": who }, NONE);
      cells.set(`${key} ${who}`, cell);
      return cell;
    });
    body.append(el("tr", {}, el("th", { scope: "row" }, name), page ?? "", server ?? ""));
  }
  return cells;
}

/**
 * @param {HTMLElement} toggle
 * @param {(isOn: boolean) => void} turn
 */
function onToggle(toggle, turn) {
  toggle.addEventListener("click", () => {
    const isOn = toggle.getAttribute("aria-pressed") !== "true";
    toggle.setAttribute("aria-pressed", String(isOn));
    turn(isOn);
  });
}
