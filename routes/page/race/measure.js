// @ts-check
/** What a stream's chunks say about its speed. Times are in milliseconds after the request, rates in tokens per second. */

/** @import { RequestDetail } from "../api.js" */

/**
 * @typedef {object} Measured
 * @property {number | null} ttftMs
 * @property {number} tokens
 * @property {number | null} rate Of the tokens after the first, over the time that they took.
 * @property {number | null} overallRate Of all tokens, from the request on.
 * @property {number | null} elapsedMs
 * @property {number | null} longestGapMs
 * @property {number | null} [behindMs] How far the screen was behind what came, at most.
 */

/** What a page measures of the stream that it reads. */
export function createMeasure(tokensPerChunk = 1) {
  /** @type {number[]} */
  const times = [];
  let longestGapMs = 0;
  /** @type {{ tokens: number, hidden: number } | undefined} */
  let counted;

  const last = () => times[times.length - 1] ?? 0;

  return {
    times,
    tokensPerChunk,
    /** So many tokens were thought before the first chunk, as far as is known. */
    get hidden() {
      return counted?.hidden ?? 0;
    },
    /** @param {readonly number[]} more */
    add(more) {
      for (const at of more) {
        if (times.length > 0) longestGapMs = Math.max(longestGapMs, at - last());
        times.push(at);
      }
    },
    /**
     * Until the stream says how many tokens there were, they are counted by its chunks.
     * @param {number} tokens
     * @param {number} hidden So many of them were thought before the first chunk, and did not come.
     */
    count(tokens, hidden) {
      counted = { tokens, hidden };
    },
    /** @param {number | null} elapsedMs @returns {Measured} */
    figures(elapsedMs) {
      const { tokens, hidden } = counted ?? { tokens: times.length * tokensPerChunk, hidden: 0 };
      const [first = 0] = times;
      const came = tokens - hidden;
      const perChunk = times.length === 0 ? 0 : came / times.length;
      return {
        ttftMs: times.length === 0 ? null : first,
        tokens,
        rate: perSecond(came - perChunk, last() - first),
        overallRate: perSecond(tokens, last()),
        elapsedMs,
        longestGapMs: times.length < 2 ? null : longestGapMs,
      };
    },
  };
}

/**
 * The same of what the server wrote down.
 * @param {RequestDetail} detail
 * @returns {Measured}
 */
export function measuredByServer({ actual }) {
  return {
    ttftMs: actual.ttft_ms,
    tokens: actual.tokens,
    rate: actual.tokens_per_second_after_first,
    overallRate: actual.tokens_per_second,
    elapsedMs: actual.duration_ms,
    longestGapMs: actual.largest_gap_ms,
  };
}

/**
 * @param {number} tokens
 * @param {number} ms
 */
function perSecond(tokens, ms) {
  return tokens > 0 && ms > 0 ? tokens / (ms / 1000) : null;
}
