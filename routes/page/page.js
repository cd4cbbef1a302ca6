// @ts-check
/// <reference lib="dom" />
/** The page: its views, and the server's events led to them. */

import { getConfig, getRequests, getResponses, getStreams } from "./api.js";
import { createConnect } from "./connect/connect.js";
import { part } from "./element.js";
import { listen } from "./events.js";
import { errorText } from "./format.js";
import { createHold } from "./hold/hold.js";
import { createNotices } from "./notices.js";
import { createPlay } from "./play/play.js";
import { createPresence } from "./presence.js";
import { createRace } from "./race/race.js";
import { createRequests } from "./requests/requests.js";
import { createRules } from "./rules/rules.js";
import { createScreen } from "./screen/screen.js";
import { listenForShortcuts } from "./shortcuts.js";
import { switchThemes } from "./theme_switch.js";
import { createTune } from "./tune/tune.js";
import { switchViews } from "./views.js";

/** @import { Config, RequestSummary, StreamState } from "./api.js" */

const FIRST_REQUESTS = 1000;

const notices = createNotices({
  changed: part(document, "changed", HTMLElement),
  refused: part(document, "refused", HTMLElement),
  said: part(document, "said", HTMLElement),
});
const presence = createPresence({
  link: part(document, "link", HTMLElement),
  banner: part(document, "gone", HTMLElement),
});

const race = createRace(view("race"), notices);
const connect = createConnect(part(document, "connect", HTMLElement), {
  owns: race.owns,
  announce: notices.announce,
});
const requests = createRequests(view("requests"), notices.say);
const hold = createHold(view("hold"), part(document, "open-count", HTMLElement), notices.say);
const rules = createRules(view("rules"), notices.say);
const play = createPlay(view("play"));
const screen = createScreen(view("screen"), notices);
const tune = createTune(view("tune"), part(document, "snippets", HTMLDialogElement), {
  say: notices.say,
  own: edited,
});

listenForShortcuts(part(document, "keys", HTMLDialogElement));
switchThemes(part(document, "theme", HTMLElement));
switchViews(["race", "screen", "requests", "hold", "tune", "rules", "play"].map(view));

/** Edits that this page asked for, and whose events are no news to it. */
let ownEdits = 0;

/** Whether an edit was told meanwhile, which may be somebody else's. */
let isStale = false;

/** @template {{ config: Config }} T @param {Promise<T>} edit */
async function edited(edit) {
  ownEdits++;
  try {
    const answer = await edit;
    configure(answer.config);
    return answer;
  } finally {
    setTimeout(() => {
      ownEdits--;
      if (ownEdits > 0 || !isStale) return;
      isStale = false;
      orSay(loadConfig());
    }, 200);
  }
}

/** @param {Config} config */
function configure(config) {
  race.configure(config);
  tune.configure(config);
  play.configure(config);
  screen.configure(config);
}

/** @param {readonly StreamState[]} streams */
function updateStreams(streams) {
  hold.update(streams);
  race.update(streams);
  requests.update(streams);
}

async function loadConfig() {
  const [config, responses] = await Promise.all([getConfig(), getResponses()]);
  race.offerLengths(responses);
  screen.offerLengths(responses);
  configure(config);
}

async function loadRequests() {
  const newest = await getRequests(FIRST_REQUESTS);
  connect.take(newest);
  requests.replace(newest);
  updateStreams(await getStreams());
}

/** @param {Promise<void>} loading */
function orSay(loading) {
  loading.catch((error) => notices.say(errorText(error)));
}

orSay(loadConfig());
listen({
  connected() {
    presence.connected();
    // Each takes the place of what was there before as soon as it has come.
    orSay(loadRequests());
    orSay(loadConfig());
  },
  lost() {
    presence.lost();
    hold.lost();
  },
  requests(news) {
    connect.take(news);
    requests.take(news);
    hold.take(news);
    race.settle(news);
    rules.changed();
  },
  streams: updateStreams,
  config(edit) {
    if (ownEdits > 0 && edit.kind === "done") {
      isStale = true;
      return;
    }
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
