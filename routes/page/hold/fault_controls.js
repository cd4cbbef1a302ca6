// @ts-check
/// <reference lib="dom" />
/** The hand on one open stream, with which something may go wrong, too: an error, a silence, a cut, a bad event. */

import { button, el } from "../element.js";
import { createHoldControls } from "./hold_controls.js";

/** @import { FaultAction } from "../api.js" */

/**
 * What may go wrong, by its group; the actions are in the words of the settings that do the same at a place.
 * @type {readonly (readonly [group: string, faults: readonly (readonly [text: string, action: FaultAction])[]])[]}
 */
const FAULTS = [
  ["Error", [
    ["server error", { action: "error" }],
    ["overloaded", { action: "error", error: "overloaded" }],
    ["rate limit", { action: "error", error: "rate_limit" }],
    ["content filter", { action: "error", error: "content_filter" }],
    ["server error, then silence", { action: "error", error_then: "hang" }],
    ["server error, then the rest", { action: "error", error_then: "go_on" }],
  ]],
  ["Stall", [
    ["until resumed", { action: "stall" }],
    ["for 5 s", { action: "stall", stall_ms: 5000 }],
    ["for 30 s", { action: "stall", stall_ms: 30_000 }],
  ]],
  ["Cut", [
    ["connection breaks", { action: "cut" }],
    ["body ends, protocol does not", { action: "cut", cut: "close" }],
    ["half an event", { action: "cut", cut: "half_event" }],
    ["half a character", { action: "cut", cut: "half_character" }],
  ]],
  ["Bad event", [
    ["half its JSON", { action: "malformed" }],
    ["no JSON", { action: "malformed", malformed: "not_json" }],
    ["no UTF-8", { action: "malformed", malformed: "bad_utf8" }],
    ["empty", { action: "malformed", malformed: "empty_data" }],
    ["JSON of another type", { action: "malformed", malformed: "wrong_type" }],
  ]],
];

/**
 * `createHoldControls`, and beside it what may go wrong.
 * @param {() => string} id
 * @param {() => string} name What the stream is called.
 * @param {(message: string) => void} say Told what could not be done.
 */
export function createFaultControls(id, name, say) {
  const controls = createHoldControls(id, name, say);
  const groups = FAULTS.map(([group, faults]) => {
    const buttons = faults.map(([text, action]) =>
      button(text, async () => {
        menu.hidePopover();
        await controls.act(action);
      }, { "data-needs": "server", "data-fault": Object.values(action).join(" ") })
    );
    return el("div", { role: "group", "aria-label": group }, el("span", {}, group), ...buttons);
  });
  // A popover, so that Escape and a press elsewhere close it, and focus goes back to what opened it.
  const menu = el("div", { class: "fault-menu", popover: "auto" }, ...groups);
  const opener = el(
    "button",
    { type: "button", class: "danger", title: "It happens now, where the stream is" },
    "Go wrong ▾",
  );
  opener.popoverTargetElement = menu;
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) menu.hidePopover();
  });
  controls.element.append(opener, menu);
  return controls;
}
