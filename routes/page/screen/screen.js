// @ts-check
/// <reference lib="dom" />
/** The screen measured: one stream shown in four ways beside each other, each with what arrived and what was shown. */

import { onPress, part, setText } from "../element.js";
import { countText, millisecondsText, secondsText } from "../format.js";
import { nextFrame } from "../frame.js";
import { createArrivals } from "./arrivals.js";
import { createPane } from "./pane.js";
import { createScreenChart } from "./screen_chart.js";
import { createScreenSettings } from "./screen_settings.js";
import { createSource } from "./source.js";
import { WAYS } from "./ways.js";

/** @import { Came } from "../race/stream_worker.js" */

/** How often figures are written: more often than that, nobody can read them. */
const FIGURES_MS = 100;

/**
 * @param {HTMLElement} root
 * @param {{ say: (message: string) => void, announce: (message: string) => void }} notices
 */
export function createScreen(root, { say, announce }) {
  const form = part(root, "screen-form", HTMLFormElement);
  const settings = createScreenSettings(form, say);
  const stop = part(root, "screen-stop", HTMLButtonElement);
  const state = part(root, "screen-state", HTMLElement);
  const fault = part(root, "screen-fault", HTMLElement);
  const arrived = part(root, "screen-arrived", HTMLElement);
  const row = part(root, "screen-panes", HTMLElement);
  const panes = WAYS.map((way, i) => createPane(way, i + 1));
  const chart = createScreenChart(
    part(root, "screen-chart", HTMLElement),
    panes.map(({ name }) => name),
  );
  /** @type {Worker | undefined} */
  let worker;
  let arrivals = createArrivals();
  let run = 0;
  let began = 0;
  let measuring = 0;
  let figuresAt = 0;
  let isOpen = false;
  let outcome = "";
  let wasHidden = false;

  /** @param {string} name @param {string} [words] */
  const setState = (name, words = name) => {
    root.dataset.state = name;
    setText(state, words);
  };

  /** @param {number} now */
  const writeFigures = (now) => {
    const { characters, pieces, median, most, longestGapMs } = arrivals.figures();
    setText(
      arrived,
      pieces === 0
        ? "Nothing has arrived yet."
        : `Arrived: ${countText(characters)} characters in ` +
          `${countText(pieces)} pieces of ${median} (median), ${most} at most; ` +
          `longest gap ${millisecondsText(longestGapMs)}.`,
    );
    return panes.map((pane) => pane.write(now));
  };

  /** All that arrived is shown. */
  const end = () => {
    measuring = 0;
    setState(
      outcome,
      wasHidden ? `${outcome}; this tab was out of sight, where nothing is shown: a rest` : outcome,
    );
    const figures = writeFigures(performance.now());
    chart.end();
    const told = figures.map(({ longestRestMs, mostBehindMs }, i) =>
      `${panes[i]?.name}: longest rest ${millisecondsText(longestRestMs)}, ` +
      `at most ${millisecondsText(mostBehindMs)} behind`
    );
    announce([outcome, ...told].join(". "));
  };

  const measure = () => {
    const now = performance.now();
    for (const pane of panes) pane.measure(now);
    const { characters } = arrivals;
    const shown = panes.map(({ meter }) => meter.length);
    chart.add([(now - began) / 1000, characters, ...shown]);
    if (!isOpen && shown.every((length) => length === characters)) return end();
    if (now - figuresAt >= FIGURES_MS) nextFrame(writeSoon);
    measureLast();
  };

  /** @param {number} frame */
  const writeSoon = (frame) => {
    if (measuring === 0) return;
    figuresAt = frame;
    if (root.dataset.state === "waiting") {
      setState("waiting", `waiting, ${secondsText(performance.now() - began)}`);
    }
    writeFigures(performance.now());
    chart.soon();
  };

  /** Measures in the next frame after all that draws in it: who asks last comes last. */
  const measureLast = () => {
    cancelAnimationFrame(measuring);
    measuring = requestAnimationFrame(measure);
  };

  /** @param {boolean} now */
  const setOpen = (now) => {
    isOpen = now;
    if (!now && document.activeElement === stop) part(root, "screen-start", HTMLElement).focus();
    stop.disabled = !now;
  };

  /** @param {Came} came */
  const take = (came) => {
    if (came.run !== run) return;
    if (came.mustWait) setState("queued", "waiting for the browser: its connections are taken");
    if (came.sentAt !== undefined) {
      began = came.sentAt - performance.timeOrigin;
      setState("waiting");
    }
    if (came.text) {
      if (arrivals.characters === 0) setState("streaming");
      const at = began + (came.times[0] ?? 0);
      arrivals.add(came.text.length, at);
      for (const pane of panes) pane.push(came.text, at);
    }
    if (came.end) {
      for (const pane of panes) pane.end();
      setOpen(false);
      outcome = came.end;
      setState("showing", `${outcome}, still being shown`);
      fault.hidden = came.error === undefined;
      fault.textContent = came.error ?? "";
    }
    measureLast();
  };

  const start = () => {
    if (!worker) {
      const url = new URL("../race/stream_worker.js", import.meta.url);
      worker = new Worker(url, { type: "module" });
      worker.addEventListener("message", ({ data }) => data.forEach(take));
    }
    worker.postMessage({ kind: "stop", run });
    run++;
    began = performance.now();
    arrivals = createArrivals();
    for (const pane of panes) pane.clear();
    chart.clear();
    fault.hidden = true;
    wasHidden = document.hidden;
    row.dataset.has = "run";
    setOpen(true);
    setState("waiting");
    worker.postMessage({
      kind: "start",
      run,
      apiKey: settings.apiKey,
      handOverMs: 0,
      body: {
        model: settings.model,
        messages: [{ role: "user", content: "How is streamed text shown best?" }],
        stream: true,
      },
    });
    measureLast();
  };

  row.append(...panes.map(({ element }) => element));
  part(root, "screen-react", HTMLElement).append(
    ...Object.values(createSource("React", new URL("./ways/use_shown.js", import.meta.url))),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    start();
  });
  document.addEventListener("visibilitychange", () => wasHidden ||= document.hidden);
  onPress(stop, () => worker?.postMessage({ kind: "stop", run }));
  part(root, "screen-still", HTMLElement).hidden = !matchMedia("(prefers-reduced-motion: reduce)")
    .matches;

  return { configure: settings.configure, offerLengths: settings.offerLengths };
}
