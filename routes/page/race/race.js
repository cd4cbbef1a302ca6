// @ts-check
/// <reference lib="dom" />
/** The race: lanes that start together, each with a model of its own. */

import { el, onPress, part, submitOnEnter } from "../element.js";
import { nextFrame } from "../frame.js";
import { createLane } from "./lane.js";
import { described, differentSpeeds, tokensPerChunk } from "./models.js";
import { createRaceChart } from "./race_chart.js";
import { createRaceLength } from "./race_length.js";
import { raceFromAddress, raceToAddress } from "./race_url.js";

/** @import { Config, RequestSummary, StreamState } from "../api.js" */
/** @import { Came } from "./stream_worker.js" */

const MOST_LANES = 8;

/** About a frame: more often than that, nobody can see it. */
const HAND_OVER_MS = 16;

/**
 * @param {HTMLElement} root
 * @param {{ say: (message: string) => void, announce: (message: string) => void }} notices
 */
export function createRace(root, { say, announce }) {
  const stopAll = part(root, "stop-all", HTMLElement);
  const form = part(root, "race-form", HTMLFormElement);
  const prompt = part(root, "prompt", HTMLTextAreaElement);
  const address = raceFromAddress();
  const lengthSelect = part(root, "length", HTMLSelectElement);
  const length = createRaceLength(lengthSelect, address.length, say);
  const key = part(root, "key", HTMLInputElement);
  const row = part(root, "lanes", HTMLElement);
  const addButton = part(root, "add-lane", HTMLButtonElement);
  const worker = new Worker(new URL("./stream_worker.js", import.meta.url), { type: "module" });

  /** @typedef {ReturnType<typeof createLane>} Lane */
  /** @type {Lane[]} */
  const lanes = [];
  let runs = 0;
  /** @type {Set<string>} */
  const ownRequests = new Set();
  /** @type {Config | undefined} */
  let config;

  /** @param {Lane} lane */
  const start = (lane) => {
    if (lane.run !== undefined) worker.postMessage({ kind: "stop", run: lane.run });
    const run = ++runs;
    lane.start(run);
    stopAll.hidden = false;
    worker.postMessage({
      kind: "start",
      run,
      apiKey: key.value,
      handOverMs: HAND_OVER_MS,
      body: {
        model: lane.model,
        messages: [{ role: "user", content: prompt.value }],
        stream: true,
        stream_options: { include_usage: true },
        ...length.body,
      },
    });
  };

  const chart = createRaceChart(
    part(root, "chart", HTMLElement),
    () => lanes.map(({ course }) => course),
  );

  let written = "";
  const writeAddress = () => {
    const models = lanes.map(({ model }) => model);
    const now = JSON.stringify([models, length.body]);
    if (now === written) return;
    // What the page chose itself is no race of anybody's.
    if (written) raceToAddress(models, length.body);
    written = now;
  };

  // All together: a gap that is the longest of all changes the scale of each.
  const drawGaps = () => lanes.forEach((lane) => lane.drawGaps());

  /** @param {string} model */
  const add = (model) => {
    const lane = createLane({
      model,
      say,
      announce,
      tokensPerChunk: (name) => tokensPerChunk(name, config),
      describe: (name) => described(name, config),
      longestGapMs: () => Math.max(...lanes.map(({ longestGapMs }) => longestGapMs)),
      changed: () => {
        nextFrame(chart.tick);
        nextFrame(drawGaps);
        writeAddress();
      },
      restart: () => start(lane),
      stop: (run) => worker.postMessage({ kind: "stop", run }),
      remove: () => remove(lane),
    });
    lanes.push(lane);
    row.append(lane.element);
    countLanes();
    return lane;
  };

  /** @param {Lane} lane */
  const remove = (lane) => {
    if (lane.run !== undefined) worker.postMessage({ kind: "stop", run: lane.run });
    const at = lanes.indexOf(lane);
    lanes.splice(at, 1);
    lane.element.remove();
    countLanes();
    chart.draw();
    writeAddress();
    (lanes[at] ?? lanes[at - 1])?.focus();
  };

  const countLanes = () => {
    addButton.disabled = lanes.length >= MOST_LANES;
    row.dataset.count = String(lanes.length);
    for (const lane of lanes) {
      part(lane.element, "remove", HTMLButtonElement).disabled = lanes.length === 1;
    }
  };

  worker.addEventListener("message", ({ data }) => {
    /** @type {readonly Came[]} */
    const news = data;
    for (const came of news) {
      if (came.requestId) ownRequests.add(came.requestId);
      lanes.find(({ run }) => run === came.run)?.take(came);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const lane of lanes) start(lane);
  });
  submitOnEnter(prompt, form);
  onPress(stopAll, () => {
    for (const { run } of lanes) if (run !== undefined) worker.postMessage({ kind: "stop", run });
  });
  onPress(addButton, () => {
    add(Object.keys(config?.models ?? {})[0] ?? "gpt-4").focus();
    writeAddress();
  });
  lengthSelect.addEventListener("change", writeAddress);

  return {
    /** @param {Config} newConfig */
    configure(newConfig) {
      config = newConfig;
      part(root, "key-field", HTMLElement).hidden = config.server.api_keys === 0;
      const names = Object.keys(config.models);
      part(root, "model-names", HTMLElement).replaceChildren(
        ...names.map((name) => el("option", { value: name })),
      );
      if (lanes.length === 0) {
        const { models } = address;
        const first = models.length > 0 ? models.slice(0, MOST_LANES) : differentSpeeds(config);
        for (const name of first) add(name);
        writeAddress();
      }
      for (const lane of lanes) lane.configured();
    },
    offerLengths: length.offer,
    /** @param {readonly StreamState[]} streams */
    update(streams) {
      for (const lane of lanes) lane.update(streams);
    },
    /** What the ledger says. @param {readonly RequestSummary[]} requests */
    settle(requests) {
      for (const lane of lanes) lane.settle(requests);
    },
    /** Whether a lane of this page asked it. @param {string} id */
    owns: (id) => ownRequests.has(id),
  };
}
