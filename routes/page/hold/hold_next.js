// @ts-check
/// <reference lib="dom" />
/** Holds the next request of a model at a token, whoever asks and whatever answers: by a rule that holds once and goes on. */

import { el, onPress, part, setText } from "../element.js";
import { errorText } from "../format.js";
import { deleteRules, postRules } from "../rules/rules_api.js";

/** @import { RequestSummary } from "../api.js" */

/** What the rule is called. */
const NAME = "hold the next";

/**
 * @param {HTMLElement} root
 */
export function createHoldNext(root) {
  const form = part(root, "hold-next", HTMLFormElement);
  const model = part(root, "next-model", HTMLInputElement);
  const place = part(root, "next-place", HTMLInputElement);
  const session = part(root, "next-session", HTMLInputElement);
  const said = part(root, "next-said", HTMLElement);
  const cancel = part(root, "next-cancel", HTMLButtonElement);
  /** The session whose next request is waited for. @type {string | undefined} */
  let awaited;

  /** @param {string | undefined} now */
  const setAwaited = (now) => {
    awaited = now;
    cancel.hidden = now === undefined;
  };

  const forget = async () => {
    if (awaited === undefined) return;
    const before = awaited;
    setAwaited(undefined);
    await deleteRules(before, NAME);
  };

  /** @param {() => Promise<void>} work */
  const orTell = async (work) => {
    try {
      await work();
    } catch (error) {
      setText(said, errorText(error));
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void orTell(async () => {
      await forget();
      const asked = session.value.trim();
      const rule = ruleOf(model.value.trim(), place.value.trim());
      // What it was called before may have been held meanwhile, or be of another page.
      await deleteRules(asked, NAME);
      await postRules(asked, [rule]);
      setAwaited(asked);
      const whose = asked === "" ? "" : ` in the session ${asked}`;
      setText(said, `Waits for a request of ${model.value || "any model"}${whose}.`);
    });
  });
  onPress(cancel, () =>
    orTell(async () => {
      await forget();
      setText(said, "Waits no more.");
      form.querySelector("button")?.focus();
    }));

  return {
    /** Some came, were answered or ended. @param {readonly RequestSummary[]} news */
    take(news) {
      const held = awaited === undefined
        ? undefined
        : news.find(({ bent_by }) => bent_by.includes(NAME));
      if (!held) return;
      const link = el("a", { href: `#requests/${held.id}` }, `${held.model}, ${held.id.slice(-6)}`);
      said.replaceChildren("It came: ", link, ". Held where it says so, until you resume it.");
      void orTell(forget);
    },
  };
}

/**
 * @param {string} model
 * @param {string} place
 */
function ruleOf(model, place) {
  return {
    name: NAME,
    // A whole answer, which cannot be held, does not use it up.
    when: { stream: true, ...(model === "" || model === "*" ? {} : { model }) },
    reply: { hold_at: /^\d+$/.test(place) ? Number(place) : place },
    times: 1,
    then: "go_on",
  };
}
