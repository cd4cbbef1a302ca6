// @ts-check
/// <reference lib="dom" />
/** The hand on one open stream: pause, one token more, speed, end, drop. */

import { actOnStream } from "../api.js";
import { button, el, setText } from "../element.js";
import { errorText } from "../format.js";

/** @import { HandAction, StreamState } from "../api.js" */

/** A stream that no hand has touched. */
const UNTOUCHED = { paused: false, stalled: false, speed: 1 };

const SPEEDS = [0.1, 0.25, 0.5, 1, 2, 5, 10];

/**
 * @param {() => string} id
 * @param {() => string} name What the stream is called.
 * @param {(message: string) => void} say Told what could not be done.
 */
export function createHoldControls(id, name, say) {
  let isPaused = false;

  /** @param {HandAction} action */
  const act = async (action) => {
    try {
      update(await actOnStream(id(), action));
    } catch (error) {
      say(errorText(error));
    }
  };

  const needs = { "data-needs": "server" };
  const pause = button("Pause", () => act({ action: isPaused ? "resume" : "pause" }), {
    ...needs,
    "data-act": "pause",
  });
  const speed = el("select", { ...needs, "aria-label": "Speed" });
  speed.addEventListener("change", () => act({ action: "speed", speed: Number(speed.value) }));
  const element = el(
    "fieldset",
    { class: "row hold" },
    pause,
    button("+1 token", () => act({ action: "step" }), { ...needs, "data-act": "step" }),
    speed,
    button("End", () => act({ action: "end" }), {
      ...needs,
      title: "Say no more, and end as the protocol wants it",
    }),
    button("Drop", () => act({ action: "drop" }), {
      ...needs,
      title: "Break the connection",
      class: "danger",
    }),
  );

  /** @param {boolean} now */
  const setPaused = (now) => {
    isPaused = now;
    setText(pause, isPaused ? "Resume" : "Pause");
    pause.classList.toggle("primary", isPaused);
  };

  /** @param {number} now */
  const setSpeed = (now) => {
    if (Number(speed.value) === now || speed === document.activeElement) return;
    const known = [...speed.options].some((option) => Number(option.value) === now);
    if (!known) speed.append(el("option", { value: now }, `${now}×`));
    speed.value = String(now);
  };

  /** @param {Pick<StreamState, "paused" | "stalled" | "speed">} state */
  const update = (state) => {
    setPaused(state.paused || state.stalled);
    setSpeed(state.speed);
  };

  const rename = () => element.setAttribute("aria-label", `Hold ${name()}`);

  speed.append(...SPEEDS.map((times) => el("option", { value: times }, `${times}×`)));
  update(UNTOUCHED);
  rename();

  return {
    element,
    update,
    act,
    /** The stream is called something else now. */
    rename,
    /** Whether there is a stream to hold. @param {boolean} isOpen */
    setOpen(isOpen) {
      element.hidden = !isOpen;
      if (!isOpen) update(UNTOUCHED);
    },
  };
}
