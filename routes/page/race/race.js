// @ts-check
/// <reference lib="dom" />
/** The race: lanes that start together, each with a model of its own. */

import { el, onPress, part } from "../element.js";
import { countText } from "../format.js";
import { createLane } from "./lane.js";
import { described, differentSpeeds, tokensPerChunk } from "./models.js";

/** @import { Config, RequestSummary, StreamState } from "../api.js" */
/** @import { Came } from "./stream_worker.js" */

const MOST_LANES = 4;
const DURATIONS = [10, 30, 60];

/** The text that is worth looking at first: it has headings, lists, code and formulas, and is over soon. */
const FIRST_LENGTH = "long";

/**
 * @param {HTMLElement} root
 * @param {{ say: (message: string) => void, announce: (message: string) => void }} notices
 */
export function createRace(root, { say, announce }) {
  const form = part(root, "race-form", HTMLFormElement);
  const prompt = part(root, "prompt", HTMLTextAreaElement);
  const length = part(root, "length", HTMLSelectElement);
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
    worker.postMessage({
      kind: "start",
      run,
      apiKey: key.value,
      body: {
        model: lane.model,
        messages: [{ role: "user", content: prompt.value }],
        stream: true,
        stream_options: { include_usage: true },
        ...JSON.parse(length.value || "{}"),
      },
    });
  };

  /** @param {string} model */
  const add = (model) => {
    const lane = createLane({
      model,
      say,
      announce,
      tokensPerChunk: (name) => tokensPerChunk(name, config),
      describe: (name) => described(name, config),
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
  prompt.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    form.requestSubmit();
  });
  onPress(part(root, "stop-all", HTMLElement), () => {
    for (const { run } of lanes) if (run !== undefined) worker.postMessage({ kind: "stop", run });
  });
  onPress(addButton, () => add(Object.keys(config?.models ?? {})[0] ?? "gpt-4").focus());

  return {
    /** @param {Config} newConfig */
    configure(newConfig) {
      config = newConfig;
      part(root, "key-field", HTMLElement).hidden = config.server.api_keys === 0;
      const names = Object.keys(config.models);
      part(root, "model-names", HTMLElement).replaceChildren(
        ...names.map((name) => el("option", { value: name })),
      );
      if (lanes.length === 0) { for (const name of differentSpeeds(config)) add(name); }
      for (const lane of lanes) lane.configured();
    },
    /** @param {{ default: string, responses: Record<string, { tokens: number }> }} texts */
    offerLengths({ default: usual, responses }) {
      const chosen = length.value;
      const names = Object.entries(responses);
      length.replaceChildren(
        ...names.map(([name, { tokens }]) =>
          option(`${name}, ${countText(tokens)} tokens`, { response_length: name })
        ),
        option("random", { response_length: "random" }),
        option("auto, by speed", { response_length: "auto" }),
        ...DURATIONS.map((seconds) =>
          option(`about ${seconds} seconds`, { duration_seconds: seconds })
        ),
      );
      length.value = chosen;
      if (length.value) return;
      const first = FIRST_LENGTH in responses ? FIRST_LENGTH : usual;
      length.value = JSON.stringify({ response_length: first });
      if (chosen) say(`The chosen text is no longer in config.toml: '${first}' takes its place.`);
    },
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

/**
 * @param {string} text
 * @param {object} value
 */
function option(text, value) {
  return el("option", { value: JSON.stringify(value) }, text);
}
