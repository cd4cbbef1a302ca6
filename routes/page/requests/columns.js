// @ts-check
/// <reference lib="dom" />
/** The columns of the list: what each says of a request, and what it is sorted by. */

import { countText, millisecondsText, rateText, secondsText, timeText } from "../format.js";

/** @import { RequestSummary } from "../api.js" */

/**
 * @typedef {object} Column
 * @property {string} key
 * @property {string} title
 * @property {string} [explained]
 * @property {boolean} [isNumber]
 * @property {(request: RequestSummary) => number | string | null} sortBy
 * @property {(request: RequestSummary) => string} [text] None for what is no text.
 */

/** @type {readonly Column[]} */
export const COLUMNS = [
  { key: "model", title: "Model", sortBy: ({ model }) => model },
  { key: "outcome", title: "Outcome", sortBy: ({ outcome, status }) => `${outcome} ${status}` },
  {
    key: "tokens",
    title: "Tokens",
    isNumber: true,
    sortBy: ({ tokens }) => tokens,
    text: ({ tokens }) => countText(tokens),
  },
  {
    key: "overall",
    title: "Tok/s overall",
    explained: "Tokens per second since the request, the wait for the first included",
    isNumber: true,
    sortBy: (request) => request.tokens_per_second,
    text: (request) => rateText(request.tokens_per_second),
  },
  {
    key: "rate",
    title: "after first",
    explained: "Tokens per second after the first token: the speed of the text",
    isNumber: true,
    sortBy: (request) => request.tokens_per_second_after_first,
    text: (request) => rateText(request.tokens_per_second_after_first),
  },
  {
    key: "ttft",
    title: "First token",
    isNumber: true,
    sortBy: ({ ttft_ms }) => ttft_ms,
    text: ({ ttft_ms }) => millisecondsText(ttft_ms),
  },
  {
    key: "duration",
    title: "Duration",
    isNumber: true,
    sortBy: ({ duration_ms }) => duration_ms,
    text: ({ duration_ms }) => secondsText(duration_ms),
  },
  { key: "waterfall", title: "", sortBy: ({ started_at }) => started_at },
  {
    key: "path",
    title: "Path",
    sortBy: ({ method, path }) => `${path} ${method}`,
    text: ({ method, path }) => `${method} ${path}`,
  },
  {
    key: "client",
    title: "Client",
    sortBy: ({ client }) => client,
    text: ({ client }) => client ?? "",
  },
  {
    key: "time",
    title: "Time",
    isNumber: true,
    sortBy: ({ started_at }) => started_at,
    text: ({ started_at }) => timeText(started_at),
  },
];
