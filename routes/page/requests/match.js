// @ts-check
/** Which requests are shown, and in which order. */

import { outcomeText, phaseText } from "./outcome.js";

/** @import { RequestSummary } from "../api.js" */

/**
 * Whether every word is found somewhere in what the list shows of a request.
 * @param {RequestSummary} request
 * @param {string} wanted
 */
export function matches(request, wanted) {
  const { id, method, path, model, session, status, error, client } = request;
  const text = [
    model,
    method,
    path,
    status,
    outcomeText(request),
    phaseText(request),
    error,
    client,
    session,
    id,
  ]
    .join(" ").toLowerCase();
  return wanted.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

/**
 * By a figure or a word, without it last; the newest first among equals.
 * @param {(request: RequestSummary) => number | string | null} valueOf
 * @param {"ascending" | "descending"} direction
 * @returns {(a: RequestSummary, b: RequestSummary) => number}
 */
export function by(valueOf, direction) {
  const sign = direction === "ascending" ? 1 : -1;
  return (a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    if (x === y) return a.started_at < b.started_at ? 1 : -1;
    return x < y ? -sign : sign;
  };
}
