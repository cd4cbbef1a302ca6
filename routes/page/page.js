// @ts-check
/// <reference lib="dom" />
/** The page: its views, and the server's events led to them. */

import { getConfig, getRequests, getResponses, getStreams } from "./api.js";
import { part } from "./element.js";
import { listen } from "./events.js";
import { createHold } from "./hold.js";
import { createNotices } from "./notices.js";
import { createRace } from "./race.js";
import { createRequests } from "./requests.js";
import { switchThemes } from "./theme_switch.js";
import { createTune } from "./tune.js";
import { switchViews } from "./views.js";

/** @import { Config, RequestSummary, StreamState } from "./api.js" */

const FIRST_REQUESTS = 100;

const link = part(document, "link", HTMLElement);
const notices = createNotices(
  part(document, "changed", HTMLElement),
  part(document, "refused", HTMLElement),
);

const race = createRace(view("race"), notices.say);
const requests = createRequests(view("requests"), notices.say);
const hold = createHold(view("hold"), part(document, "open-count", HTMLElement), notices.say);
const tune = createTune(view("tune"), part(document, "snippets", HTMLDialogElement), {
  say: notices.say,
  own: edited,
});

switchThemes(part(document, "theme", HTMLElement));
switchViews(["race", "requests", "hold", "tune"].map(view));

/** Edits that this page asked for, and whose events are no news to it. */
let ownEdits = 0;

/** @template {{ config: Config }} T @param {Promise<T>} edit */
async function edited(edit) {
  ownEdits++;
  try {
    const answer = await edit;
    configure(answer.config);
    return answer;
  } finally {
    setTimeout(() => ownEdits--, 200);
  }
}

/** @param {Config} config */
function configure(config) {
  race.configure(config);
  tune.configure(config);
}

/** @param {readonly StreamState[]} streams */
function updateStreams(streams) {
  hold.update(streams);
  race.update(streams);
  requests.update(streams);
}

/** @param {"open" | "lost"} state */
function setLink(state) {
  link.dataset.state = state;
  link.textContent = state === "open" ? "live" : "not connected";
}

async function loadConfig() {
  const [config, responses] = await Promise.all([getConfig(), getResponses()]);
  race.offerLengths(responses);
  configure(config);
}

async function loadAll() {
  const [streams, newest] = await Promise.all([
    getStreams(),
    getRequests(FIRST_REQUESTS),
    loadConfig(),
  ]);
  requests.replace(newest);
  updateStreams(streams);
}

/** @param {Promise<void>} loading */
function orSay(loading) {
  loading.catch((error) => notices.say(error.message));
}

orSay(loadConfig());
listen({
  connected() {
    setLink("open");
    orSay(loadAll());
  },
  lost: () => setLink("lost"),
  requests(news) {
    requests.take(news);
    hold.end(news);
  },
  streams: updateStreams,
  config(edit) {
    if (ownEdits > 0 && edit.kind === "done") return;
    notices.tell(edit);
    if (edit.kind === "done") orSay(loadConfig());
  },
});

/** @param {string} id */
function view(id) {
  const element = document.getElementById(id);
  if (element) return element;
  throw new Error(`The page has no view '${id}'.`);
}
