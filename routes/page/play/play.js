// @ts-check
/// <reference lib="dom" />
/** The playground: a conversation over each protocol, beside exactly what its client sees. */

import { button, el, onPress, part, setText, submitOnEnter } from "../element.js";
import { millisecondsText } from "../format.js";
import { createAnswer } from "./answer.js";
import { exchange, jsonOf } from "./exchange.js";
import { wires } from "./wires.js";

/** @import { Config } from "../api.js" */
/** @import { Call, Turn, Wire } from "./wires.js" */

/** So many events are shown of one request; of more, the last. */
const MOST_EVENTS = 1000;

/** @param {HTMLElement} root */
export function createPlay(root) {
  const form = part(root, "play-form", HTMLFormElement);
  const wireChoice = part(root, "play-wire", HTMLSelectElement);
  const model = part(root, "play-model", HTMLInputElement);
  const settings = part(root, "play-settings", HTMLInputElement);
  const key = part(root, "play-key", HTMLInputElement);
  const hasTool = part(root, "play-tool", HTMLInputElement);
  const text = part(root, "play-text", HTMLTextAreaElement);
  const stop = part(root, "play-stop", HTMLButtonElement);
  const talk = part(root, "play-turns", HTMLElement);
  const events = part(root, "play-events", HTMLElement);
  const head = part(root, "play-head", HTMLElement);
  /** @type {Turn[]} */
  let turns = [];
  /** @type {AbortController | undefined} */
  let open;

  for (const [name, wire] of wires) wireChoice.append(el("option", { value: name }, wire.name));

  /** @param {"user" | "assistant" | "tool"} role @param {...(Node | string)} children */
  const show = (role, ...children) => {
    const who = { user: "You", assistant: "Answer", tool: "Result" }[role];
    const turn = el("li", { "data-role": role, dir: "auto" }, el("h3", {}, who), ...children);
    talk.append(turn);
    turn.scrollIntoView({ block: "nearest" });
    return turn;
  };

  /** @param {number} atMs @param {string} line */
  const note = (atMs, line) => {
    const time = el("span", { class: "at" }, millisecondsText(atMs));
    events.append(el("div", { class: "event" }, time, el("code", {}, line)));
    if (events.childElementCount > MOST_EVENTS) events.firstElementChild?.remove();
    events.scrollTop = events.scrollHeight;
  };

  const ask = async () => {
    const wire = /** @type {Wire} */ (wires.get(wireChoice.value));
    const answer = createAnswer();
    const said = el("p", { class: "said" });
    const notes = el("p", { class: "hint" });
    const turn = show("assistant", said, notes);
    open = new AbortController();
    stop.disabled = false;
    events.replaceChildren();
    setText(head, `POST ${wire.path} …`);
    const mock = settings.value.trim();
    await exchange({
      path: wire.path,
      headers: { ...wire.headers(key.value || "any"), ...mock ? { "x-mock": mock } : {} },
      body: wire.body(model.value, turns, hasTool.checked),
      signal: open.signal,
    }, {
      head: (status, id, atMs) =>
        head.replaceChildren(
          `POST ${wire.path}: ${status} after ${millisecondsText(atMs)} `,
          ...id ? [el("a", { href: `#requests/${id}` }, "in the ledger")] : [],
        ),
      event(event, atMs) {
        note(atMs, event);
        const json = jsonOf(event);
        if (typeof json === "object" && json !== null) answer.take(wire.read(json));
        setText(said, answer.text);
        setText(notes, answer.notes.join("; "));
      },
      end: (how, atMs) => note(atMs, `(${how})`),
    });
    open = undefined;
    stop.disabled = true;
    const { calls } = answer;
    if (answer.text || calls.length > 0) {
      turns.push({ role: "assistant", text: answer.text, calls });
    }
    if (calls.length > 0) turn.append(resultsOf(calls));
  };

  /** What is called, each with the result to give it. @param {readonly Call[]} calls */
  const resultsOf = (calls) => {
    const fields = calls.map((call) =>
      el(
        "textarea",
        { rows: 1, "aria-label": `Result of ${call.name}`, spellcheck: "false" },
        '{"temperature": 21}',
      )
    );
    const send = button("Give results", async () => {
      send.disabled = true;
      for (const [i, call] of calls.entries()) {
        const result = fields[i]?.value ?? "";
        turns.push({ role: "tool", call, result });
        show("tool", el("p", { class: "said" }, result));
      }
      await ask();
    }, { class: "small", "data-needs": "server" });
    const rows = calls.map((call, i) =>
      el(
        "div",
        { class: "call" },
        el("code", {}, `${call.name}(${call.arguments})`),
        fields[i] ?? "",
      )
    );
    return el("div", { class: "calls" }, ...rows, send);
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = text.value.trim();
    if (open || said === "") return;
    text.value = "";
    turns.push({ role: "user", text: said });
    show("user", el("p", { class: "said" }, said));
    await ask();
    text.focus();
  });
  submitOnEnter(text, form);
  onPress(stop, () => open?.abort());
  const forget = () => {
    open?.abort();
    turns = [];
    for (const list of [talk, events, head]) list.replaceChildren();
  };
  onPress(part(root, "play-forget", HTMLElement), forget);
  // A call's id and a conversation's form are one protocol's own.
  wireChoice.addEventListener("change", forget);

  return {
    /** @param {Config} config */
    configure({ server }) {
      part(root, "play-key-field", HTMLElement).hidden = server.api_keys === 0;
    },
  };
}
