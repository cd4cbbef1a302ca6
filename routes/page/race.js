// @ts-check
/// <reference lib="dom" />
/** The race: lanes that start together, each with a model of its own. */

import { el, part } from "./element.js";
import { countText } from "./format.js";
import { createLane } from "./lane.js";

/** @import { Config, Settings, StreamState } from "./api.js" */
/** @import { Came } from "./stream_worker.js" */

const MOST_LANES = 4;
const DURATIONS = [10, 30, 60];

/** The text that is worth looking at first: it has headings, lists, code and formulas, and is over soon. */
const FIRST_LENGTH = "long";

/**
 * @param {HTMLElement} root
 * @param {(message: string) => void} say
 */
export function createRace(root, say) {
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
      tokensPerChunk: (name) => tokensPerChunk(name, config),
      fastest: () => Math.max(...lanes.map(({ rateNow }) => rateNow)),
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
    lanes.splice(lanes.indexOf(lane), 1);
    lane.element.remove();
    countLanes();
    addButton.focus();
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
    for (const came of news) lanes.find(({ run }) => run === came.run)?.take(came);
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
  part(root, "stop-all", HTMLElement).addEventListener("click", () => {
    for (const { run } of lanes) if (run !== undefined) worker.postMessage({ kind: "stop", run });
  });
  addButton.addEventListener(
    "click",
    () => add(Object.keys(config?.models ?? {})[0] ?? "gpt-4").focus(),
  );

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
      const first = FIRST_LENGTH in responses ? FIRST_LENGTH : usual;
      length.value = chosen || JSON.stringify({ response_length: first });
    },
    /** @param {readonly StreamState[]} streams */
    update(streams) {
      for (const lane of lanes) lane.update(streams);
    },
  };
}

/**
 * @param {string} text
 * @param {object} value
 */
function option(text, value) {
  return el("option", { value: JSON.stringify(value) }, text);
}

/**
 * Three models that show at a glance what speeds there are: the slowest, the fastest and one between them. Those that
 * think at length before they speak would show nothing for too long.
 * @param {Config} config
 */
function differentSpeeds({ models }) {
  const bySpeed = Object.entries(models)
    .filter(([name, { reasoning_tokens }]) =>
      reasoning_tokens < 100 && !/embedding|moderation/.test(name)
    )
    .map(([name, { tokens_per_second }]) => ({ name, speed: Number(tokens_per_second) || 1e9 }))
    .sort((a, b) => a.speed - b.speed);
  const slowest = bySpeed[0];
  const fastest = bySpeed.find(({ speed }) => speed === bySpeed.at(-1)?.speed);
  if (!slowest || !fastest) return ["gpt-4", "gpt-4?tps=40"];
  const middle = Math.sqrt(slowest.speed * fastest.speed);
  const far = (/** @type {{ speed: number }} */ { speed }) => Math.abs(Math.log(speed / middle));
  const between = bySpeed.reduce((best, one) => far(one) < far(best) ? one : best);
  return [...new Set([slowest, between, fastest].map(({ name }) => name))];
}

/**
 * How many tokens a chunk of a model has, by its name's query or its settings: until the stream itself says how many
 * tokens there were.
 * @param {string} name
 * @param {Config | undefined} config
 */
function tokensPerChunk(name, config) {
  const [model = "", query = ""] = name.split("?");
  const asked = Number(new URLSearchParams(query).get("tokens_per_chunk"));
  return asked || (config?.models[model] ?? config?.general)?.tokens_per_chunk || 1;
}
