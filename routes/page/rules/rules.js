// @ts-check
/// <reference lib="dom" />
/** The rules in force, how often each has answered, and others put in front of them; for a session, or for all. */

import { el, onPress, part, setText } from "../element.js";
import { errorText } from "../format.js";
import { tomlOf } from "../toml.js";
import { addressed } from "../views.js";
import { createNearList } from "./near_list.js";
import {
  deleteRules,
  endSession,
  getNewest,
  getRules,
  getSessions,
  postRules,
} from "./rules_api.js";

/** @import { Rule } from "./rules_api.js" */

/** Counts change with each request: they are looked at so much later, once for all of that time, in milliseconds. */
const LOOK_MS = 500;

const EXAMPLE = JSON.stringify(
  [{
    when: { user: "/weather in (?<city>\\w+)/i" },
    reply: [{ text: "It rains in {{ city }}.", tokens_per_second: 30 }],
  }],
  null,
  2,
);

/**
 * @param {HTMLElement} root
 * @param {(message: string) => void} say
 */
export function createRules(root, say) {
  const session = part(root, "rules-session", HTMLInputElement);
  const names = part(root, "session-names", HTMLElement);
  const rows = part(root, "rule-rows", HTMLElement);
  const none = part(root, "no-rules", HTMLElement);
  const otherwise = part(root, "unmatched", HTMLElement);
  const text = part(root, "rules-text", HTMLTextAreaElement);
  const wrong = part(root, "rules-wrong", HTMLElement);
  const near = createNearList(root, say);
  let isAwaited = false;
  text.value = EXAMPLE;

  /** @param {{ data: readonly Rule[], unmatched: string }} inForce */
  const show = ({ data, unmatched }) => {
    rows.replaceChildren(...data.map(rowOf));
    none.hidden = data.length > 0;
    setText(
      otherwise,
      unmatched === "refuse"
        ? "A request that none holds for is refused."
        : "A request that none holds for gets a prepared text.",
    );
  };

  const look = async () => {
    try {
      const [inForce, sessions, newest] = await Promise.all([
        getRules(session.value),
        getSessions(),
        getNewest(session.value),
      ]);
      near.show(newest);
      names.replaceChildren(...sessions.map((name) => el("option", { value: name })));
      show(inForce);
    } catch (error) {
      say(errorText(error));
    }
  };
  const soon = () => {
    if (isAwaited || root.hidden) return;
    isAwaited = true;
    setTimeout(() => {
      isAwaited = false;
      void look();
    }, LOOK_MS);
  };

  /** @param {() => Promise<void>} edit */
  const orTell = async (edit) => {
    setText(wrong, "");
    try {
      await edit();
    } catch (error) {
      setText(wrong, errorText(error));
    }
  };

  onPress(part(root, "rules-post", HTMLElement), () =>
    orTell(async () => {
      const rules = JSON.parse(text.value);
      show(await postRules(session.value, Array.isArray(rules) ? rules : [rules]));
    }));
  onPress(
    part(root, "rules-delete", HTMLElement),
    () => orTell(async () => show(await deleteRules(session.value))),
  );
  onPress(part(root, "session-end", HTMLElement), () =>
    orTell(async () => {
      if (session.value === "") throw new Error("Name the session that is to end.");
      await endSession(session.value);
      session.value = "";
      await look();
    }));
  session.addEventListener("change", look);
  addEventListener("hashchange", () => {
    if (addressed().view === root.id) void look();
  });
  if (addressed().view === root.id) void look();

  return { /** Requests have come or ended: counts may be others. */ changed: soon };
}

/** @param {Rule} rule */
function rowOf({ name, source, when, reply, replies, times, then, matched }) {
  const said = reply ? tomlOf(reply) : (replies ?? []).map(tomlOf).join("\nthen ");
  return el(
    "tr",
    { "data-rule": name },
    el("td", {}, el("strong", {}, name), el("div", { class: "hint" }, source)),
    el("td", {}, el("code", {}, when ? tomlOf(when) : "every request")),
    el(
      "td",
      {},
      el("code", {}, said),
      ...then ? [el("div", { class: "hint" }, "then goes on to the next")] : [],
    ),
    el(
      "td",
      { class: "number" },
      times === undefined ? String(matched) : `${matched} of ${times}`,
    ),
  );
}
