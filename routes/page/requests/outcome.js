// @ts-check
/** How it went, in words and in one of the page's tones. */

/** @import { RequestSummary } from "../api.js" */

/** @typedef {Pick<RequestSummary, "outcome" | "status" | "tokens" | "ttft_ms">} Outcome */

/** Which tone an outcome has; what is not here is as it should be. */
const TONES = new Map([
  ["open", "live"],
  ["truncated", "warn"],
  ["ended", "warn"],
  ["client_left", "warn"],
  ["dropped", "bad"],
  ["fault", "bad"],
  ["failed", "bad"],
  ["error", "bad"],
]);

/** @param {Outcome} request */
export function toneOf({ outcome }) {
  return TONES.get(outcome) ?? "good";
}

/** @param {Outcome} request */
export function outcomeText({ outcome, status }) {
  return outcome === "error" ? `error ${status}` : outcome.replace("_", " ");
}

/** What an open request does: a wait is no stream. @param {Outcome} request */
export function phaseText({ outcome, tokens }) {
  if (outcome !== "open") return "";
  return tokens === 0 ? "waiting for its first token" : "streaming";
}
