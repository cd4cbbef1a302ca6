/** What a hand does to a stream under way. */

import { faultInWords, type HandFault } from "./hand_fault.ts";
import type { StreamControls } from "./stream_controls.ts";

/** What can be done to a stream. */
export type StreamAction =
  | { readonly action: "pause" | "step" | "end" | "drop" }
  /** With `until`, up to where so many tokens have left: there it holds itself. */
  | { readonly action: "resume"; readonly until?: number | undefined }
  /** Does nothing but to be written down. */
  | { readonly action: "mark"; readonly name: string }
  | { readonly action: "speed"; readonly speed: number }
  | HandFault;

/** Does an action to a stream. */
export function act(controls: StreamControls, action: StreamAction): void {
  switch (action.action) {
    case "pause":
      return controls.pause();
    case "resume":
      return controls.resume(action.until);
    case "step":
      return controls.step();
    case "end":
      return controls.end();
    case "drop":
      return controls.drop();
    case "speed":
      return controls.setSpeed(action.speed);
    case "mark":
      return;
    default:
      return controls.befall?.(action);
  }
}

/** Why a stream cannot be acted on so; nothing where it can. */
export function objectionTo(action: StreamAction, { befall }: StreamControls): string | undefined {
  return !befall && FAULTS.has(action.action)
    ? "it is no stream of events, but an answer that leaves whole"
    : undefined;
}

const FAULTS: ReadonlySet<StreamAction["action"]> = new Set(["error", "cut", "stall", "malformed"]);

/** An action as the ledger writes it down. */
export function inWords(action: StreamAction): string {
  switch (action.action) {
    case "speed":
      return `speed ${action.speed}`;
    case "resume":
      return action.until === undefined ? "resume" : `resume until ${action.until}`;
    case "mark":
      return `mark ${action.name}`;
    case "error":
    case "cut":
    case "stall":
    case "malformed":
      return faultInWords(action);
    default:
      return action.action;
  }
}
