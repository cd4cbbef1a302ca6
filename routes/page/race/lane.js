// @ts-check
/// <reference lib="dom" />
/** One lane of a race: a stream with its text, and its figures as the page and as the server measured them. */

import { fromTemplate, onPress, part, setText } from "../element.js";
import { millisecondsText, rateText, secondsText } from "../format.js";
import { nextFrame, spend } from "../frame.js";
import { createHoldControls } from "../hold/hold_controls.js";
import { createGapStrip } from "./gap_strip.js";
import { createLaneFigures } from "./lane_figures.js";
import { createLaneText } from "./lane_text.js";
import { createMeasure } from "./measure.js";
import { createServerFigures } from "./server_figures.js";

/** @import { StreamState } from "../api.js" */
/** @import { Course } from "./race_chart.js" */
/** @import { Came } from "./stream_worker.js" */

/** How often the figures are written and the gaps drawn: more often than that, nobody can read them. */
const FIGURES_MS = 100;

/** What the screen may be behind, in milliseconds, before the lane says so. */
const BEHIND_MS = 250;

/**
 * @typedef {object} LaneParts
 * @property {string} model
 * @property {(model: string) => number} tokensPerChunk
 * @property {(model: string) => string} describe What is to be expected of a model.
 * @property {() => number} longestGapMs Of all lanes: their gaps have one scale.
 * @property {() => void} changed Its model is another, or what it measured.
 * @property {() => void} restart
 * @property {() => void} remove
 * @property {(run: number) => void} stop
 * @property {(message: string) => void} say
 * @property {(message: string) => void} announce
 */

/** @param {LaneParts} parts */
export function createLane(parts) {
  const element = fromTemplate("lane");
  const model = part(element, "model", HTMLInputElement);
  const rate = part(element, "rate", HTMLElement);
  const state = part(element, "state", HTMLElement);
  const expected = part(element, "expected", HTMLElement);
  const fault = part(element, "fault", HTMLElement);
  const textRegion = part(element, "text", HTMLElement);
  const canvas = part(element, "gaps", HTMLCanvasElement);
  const stop = part(element, "stop", HTMLButtonElement);
  const restart = part(element, "restart", HTMLButtonElement);
  const strip = createGapStrip(canvas, part(element, "gap-scale", HTMLElement));
  const text = createLaneText(element, () => nextFrame(draw));
  const figures = createLaneFigures(part(element, "figures", HTMLElement));
  const server = createServerFigures((measured) => {
    figures.write("server", measured);
    if (measured) parts.changed();
  });
  const controls = createHoldControls(() => requestId, () => model.value.trim(), parts.say);

  /** @type {number | undefined} */
  let run;
  let requestId = "";
  let measure = createMeasure();
  let began = 0;
  /** @type {number | null} */
  let overAfterMs = null;
  let isOpen = false;
  let figuresAt = 0;

  /** @param {string} name @param {string} [words] */
  const setState = (name, words = name) => {
    element.dataset.state = name;
    setText(state, words);
  };

  /** What can be pressed; the focus stays in the lane. @param {boolean} now */
  const setOpen = (now) => {
    isOpen = now;
    const focused = element.contains(document.activeElement) ? document.activeElement : null;
    controls.setOpen(now && requestId !== "");
    stop.hidden = !now;
    restart.hidden = now;
    if (focused?.closest("[hidden]")) (now ? stop : restart).focus();
  };

  /** @param {number | null} elapsedMs */
  const writeMeasured = (elapsedMs) => {
    const behindMs = text.behind.mostMsBy(performance.now());
    const measured = { ...measure.figures(elapsedMs), behindMs };
    figures.write("page", measured);
    setText(rate, rateText(measured.rate));
    return measured;
  };

  /** @param {number} now */
  const writeState = (now) => {
    const elapsed = secondsText(now - began).replace(/\d (s)$/, " $1");
    if (element.dataset.state === "waiting") setState("waiting", `waiting, ${elapsed}`);
    if (element.dataset.state !== "streaming") return;
    const behindMs = text.behind.nowMs(now);
    const late = behindMs > BEHIND_MS ? `, screen ${millisecondsText(behindMs)} behind` : "";
    setState("streaming", `streaming${late}`);
  };

  const drawStrip = () => strip.draw(measure.times, parts.longestGapMs());

  /** @param {number} frame */
  const draw = (frame) => {
    const more = text.draw(frame);
    if (isOpen && frame - figuresAt >= FIGURES_MS && element.dataset.state !== "queued") {
      figuresAt = frame;
      const before = performance.now();
      writeState(before);
      writeMeasured(before - began);
      parts.changed();
      spend(performance.now() - before);
    }
    if (more || isOpen) nextFrame(draw);
    else writeMeasured(overAfterMs);
  };

  /** @param {Came} came */
  const end = ({ end = "finished", error, endedAt }) => {
    text.end();
    setOpen(false);
    canvas.setAttribute("aria-label", `Gaps between ${measure.times.length} chunks`);
    setState(end);
    fault.hidden = error === undefined;
    fault.textContent = error ?? "";
    overAfterMs = endedAt ?? null;
    const { tokens, rate } = writeMeasured(overAfterMs);
    const measured = `${tokens} tokens, ${rateText(rate)} tokens per second after the first`;
    parts.announce(`${model.value}: ${end}, ${error ?? measured}`);
    parts.changed();
    if (end !== "refused" && requestId) server.ask(requestId);
  };

  model.value = parts.model;
  part(element, "hold", HTMLElement).replaceWith(controls.element);
  setOpen(false);
  restart.hidden = true;
  onPress(stop, () => run !== undefined && parts.stop(run));
  onPress(restart, parts.restart);
  onPress(part(element, "remove", HTMLElement), parts.remove);
  const nameIt = () => {
    const name = model.value.trim() || "no model";
    element.setAttribute("aria-label", `Lane of ${name}`);
    textRegion.setAttribute("aria-label", `What ${name} says`);
    controls.rename();
    setText(expected, parts.describe(name));
  };
  model.addEventListener("input", () => {
    nameIt();
    parts.changed();
  });
  nameIt();

  return {
    element,
    get model() {
      return model.value.trim();
    },
    get run() {
      return run;
    },
    /** The longest gap between its chunks so far, in milliseconds. */
    get longestGapMs() {
      return measure.figures(null).longestGapMs ?? 0;
    },
    /** @returns {Course} */
    get course() {
      const { times, tokensPerChunk, hidden } = measure;
      return { name: model.value.trim(), times, tokensPerChunk, hidden, due: server.due };
    },
    /** Draws the gaps, where they or the longest of all lanes are others than before. */
    drawGaps: drawStrip,
    focus: () => model.focus(),
    /** The configuration has changed: another thing may be expected. */
    configured: nameIt,
    /** Makes the lane ready for a run that begins now. @param {number} newRun */
    start(newRun) {
      run = newRun;
      requestId = "";
      measure = createMeasure(parts.tokensPerChunk(model.value.trim()));
      began = performance.now();
      text.clear();
      setOpen(true);
      element.dataset.has = "run";
      fault.hidden = true;
      overAfterMs = null;
      server.clear();
      writeMeasured(null);
      drawStrip();
      setState("waiting");
      nextFrame(draw);
    },
    /** Takes what came. @param {Came} came */
    take(came) {
      if (came.mustWait) setState("queued", "waiting for the browser: its connections are taken");
      if (came.sentAt !== undefined) {
        began = came.sentAt - performance.timeOrigin;
        setState("waiting");
      }
      if (came.requestId) {
        requestId = came.requestId;
        controls.setOpen(true);
      }
      measure.add(came.times);
      text.append(came.text, came.thinking, began + (came.times[0] ?? 0));
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
      if (own.paused) setState("paused", "paused by hand");
      else if (element.dataset.state === "paused") setState("streaming");
    },
    settle: server.settle,
  };
}
