// @ts-check
/// <reference lib="dom" />
/** The server's own API, as JSON. */

/**
 * @typedef {object} Settings
 * @property {number | "inf"} tokens_per_second
 * @property {number} [ttft_ms]
 * @property {number} jitter
 * @property {number | string} tokens_per_chunk
 * @property {number} reasoning_tokens
 * @property {string} reasoning_text
 * @property {string} [description]
 * @property {string} [profile]
 *
 * @typedef {object} Difference A key that is not as the file has it; `null` where it is not there.
 * @property {readonly string[]} table
 * @property {string} key
 * @property {any} was
 * @property {any} is
 *
 * @typedef {object} Config
 * @property {{ readonly api_keys: number }} server
 * @property {Settings} general
 * @property {Record<string, Settings>} models
 * @property {Record<string, { readonly description?: string }>} profiles
 * @property {readonly Difference[]} changed
 *
 * @typedef {object} RequestSummary
 * @property {string} id
 * @property {string} method
 * @property {string | null} model
 * @property {string} path
 * @property {boolean} stream
 * @property {number | null} status
 * @property {string} started_at
 * @property {string} outcome
 * @property {number | null} ttft_ms
 * @property {string | null} dialect
 * @property {string | null} session
 * @property {string | null} rule The rule that answered.
 * @property {readonly string[]} bent_by Rules that laid settings over it and went on to the next.
 * @property {number} queued_ms
 * @property {number | null} duration_ms
 * @property {number} tokens
 * @property {number | null} tokens_per_second
 * @property {number | null} tokens_per_second_after_first
 * @property {string | null} error
 * @property {string[]} warnings
 * @property {string | null} client The user agent.
 *
 * @typedef {object} Figures
 * @property {number | null} ttft_ms
 * @property {number | null} duration_ms
 * @property {number} tokens
 * @property {number | null} tokens_per_second
 * @property {number | null} tokens_per_second_after_first
 * @property {number | null} largest_gap_ms
 *
 * @typedef {object} SentChunk
 * @property {number} due_ms
 * @property {number} left_ms
 * @property {number} tokens
 *
 * What a request said; `null` where that is not kept.
 * @typedef {object} SaidRequest
 * @property {string} url Path and query, as they came.
 * @property {Record<string, string>} headers
 * @property {unknown} body
 * @property {Record<string, unknown> | null} settings
 * @property {Record<string, string> | null} origins Where each of them came from.
 *
 * What it was answered; `null` where that is not kept.
 * @typedef {object} AnsweredWith
 * @property {Record<string, string>} headers
 * @property {number} events That are kept.
 * @property {number} bytes Of all that was written.
 * @property {{ events: number, bytes: number }} [left_out]
 *
 * @typedef {object} SentEvent
 * @property {number} index
 * @property {number} at_ms
 * @property {number | null} gap_ms
 * @property {number} bytes
 * @property {string} text
 * @property {string[]} notes
 *
 * @typedef {object} EventsPage
 * @property {number} total
 * @property {SentEvent[]} data
 * @property {{ outcome: string, at_ms: number | null, notes: string[] }} [end]
 *
 * How near a rule came to a request: how many of its conditions held, and which did not.
 * @typedef {object} NearRule
 * @property {string} rule
 * @property {number} held
 * @property {readonly { key: string, wanted: unknown, found: string | null }[]} failed
 * @property {number | null} used_up
 *
 * @typedef {object} DetailOnly
 * @property {string | null} completion_id
 * @property {number | null} prompt_tokens
 * @property {number | null} planned_tokens
 * @property {Figures} planned
 * @property {Figures} actual
 * @property {{ p50: number, p99: number, max: number } | null} schedule_error_ms
 * @property {SentChunk[]} chunks
 * @property {{ at_ms: number, action: string, at_token: number }[]} actions
 * @property {{ kind: string, place: number | string | null, at_ms: number, note?: string }[]} faults
 * @property {{ answered_ms: number | null, ended_ms: number | null, body_bytes: number | null }} proof
 * @property {readonly NearRule[] | null} near Which rules came near.
 * @property {SaidRequest | null} request
 * @property {AnsweredWith | null} response
 *
 * @typedef {RequestSummary & DetailOnly} RequestDetail
 *
 * @typedef {object} StreamState
 * @property {string} id
 * @property {string} model
 * @property {boolean} paused
 * @property {boolean} stalled
 * @property {number} speed
 * @property {number} tokens
 * @property {number} planned_tokens
 *
 * @typedef {object} Edit
 * @property {"done" | "refused"} kind
 * @property {string[]} [lines]
 * @property {string[]} [warnings]
 * @property {string} [message]
 */

/**
 * Answers with the JSON of an endpoint; throws an error in the server's words, or in ours where it has none.
 * @param {string} path
 * @param {RequestInit} [init]
 * @returns {Promise<any>}
 */
export async function call(path, init) {
  const response = await fetch(path, init).catch(() => {
    throw new Error(`Cannot reach the server at ${location.origin}: it does not answer.`);
  });
  const body = await response.json();
  if (!response.ok) throw new Error(body?.error?.message ?? `HTTP ${response.status}`);
  return body;
}

/**
 * @param {string} path
 * @param {object} body
 */
export function post(path, body) {
  const headers = { "content-type": "application/json" };
  return call(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** @returns {Promise<Config>} */
export const getConfig = () => call("/config");

/** @param {object} patch @returns {Promise<{ config: Config }>} */
export const patchConfig = (patch) => post("/config", patch);

/** @returns {Promise<{ config: Config, message: string }>} */
export const reloadConfig = () => post("/config/reload", {});

/** @returns {Promise<{ default: string, responses: Record<string, { tokens: number }> }>} */
export const getResponses = () => call("/responses");

/**
 * The newest first.
 * @param {number} limit
 * @param {string} [outcome]
 * @returns {Promise<RequestSummary[]>}
 */
export const getRequests = async (limit, outcome) =>
  (await call(`/requests?limit=${limit}${outcome ? `&outcome=${outcome}` : ""}`)).data;

/** The server's version. @returns {Promise<string>} */
export const getVersion = async () => (await call("/")).version;

export const clearRequests = () => call("/requests", { method: "DELETE" });

/** @returns {Promise<StreamState[]>} */
export const getStreams = async () => (await call("/streams")).data;

/**
 * One request, whole.
 * @param {string} id
 * @returns {Promise<RequestDetail>}
 */
export const getRequest = (id) => call(`/requests/${encodeURIComponent(id)}`);

/**
 * The same without what it said, and without so many of its chunks.
 * @param {string} id
 * @param {number} chunksFrom
 * @returns {Promise<Omit<RequestDetail, "request">>}
 */
export const getRequestNews = (id, chunksFrom) =>
  call(`/requests/${encodeURIComponent(id)}?request=false&chunks_from=${chunksFrom}`);

/**
 * What was written of its answer: so many events, from one on.
 * @param {string} id
 * @param {number} from
 * @param {number} limit
 * @returns {Promise<EventsPage>}
 */
export const getEvents = (id, from, limit) =>
  call(`/requests/${encodeURIComponent(id)}/events?from=${from}&limit=${limit}`);

/**
 * @typedef {object} FaultAction Something that goes wrong, as `POST /streams/{id}` takes it.
 * @property {"error" | "stall" | "cut" | "malformed"} action
 * @property {string} [error]
 * @property {string} [error_then]
 * @property {number} [stall_ms]
 * @property {string} [cut]
 * @property {string} [malformed]
 *
 * @typedef {FaultAction | { action: string, speed?: number }} HandAction
 */

/**
 * @param {string} id
 * @param {HandAction} action
 * @returns {Promise<StreamState>}
 */
export const actOnStream = (id, action) => post(`/streams/${encodeURIComponent(id)}`, action);
