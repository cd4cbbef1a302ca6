// @ts-check
/// <reference lib="dom" />
/** The server's API of rules and sessions. */

import { call, post } from "../api.js";
import { headersAgain } from "../requests/taken_along.js";

/** @import { RequestDetail, RequestSummary } from "../api.js" */

/**
 * @typedef {object} Rule One rule in force.
 * @property {string} name
 * @property {string} source Where it stands: a file's name, or "posted".
 * @property {object} [when]
 * @property {readonly object[]} [reply]
 * @property {readonly (readonly object[])[]} [replies]
 * @property {number} [times]
 * @property {"go_on"} [then] Lays its settings over, and lets the next one answer.
 * @property {number} matched How often it has answered.
 *
 * @typedef {{ readonly unmatched: string, readonly data: readonly Rule[] }} RulesInForce
 */

/** @param {string} session "" for those of all. */
const ofSession = (session) => session === "" ? "" : `?session=${encodeURIComponent(session)}`;

/** @param {string} session @returns {Promise<RulesInForce>} */
export const getRules = (session) => call(`/rules${ofSession(session)}`);

/** @param {string} session @param {readonly object[]} rules @returns {Promise<RulesInForce>} */
export const postRules = (session, rules) => post(`/rules${ofSession(session)}`, { rules });

/**
 * Takes away all that were sent, or those of a name.
 * @param {string} session
 * @param {string} [name]
 * @returns {Promise<RulesInForce>}
 */
export const deleteRules = (session, name) => {
  const query = new URLSearchParams({ ...session && { session }, ...name && { name } });
  return call(`/rules?${query}`, { method: "DELETE" });
};

/** So many requests are looked at for what came near. */
const NEWEST = 30;

/** The newest requests, of a session or of all. @param {string} session @returns {Promise<RequestSummary[]>} */
export const getNewest = async (session) => {
  const query = new URLSearchParams({ limit: String(NEWEST), ...session && { session } });
  return (await call(`/requests?${query}`)).data;
};

/**
 * Sends a request once more, as far as it was kept; what comes back is not read.
 * @param {RequestDetail} detail
 */
export async function askAgain({ method, path, session, request }) {
  const response = await fetch(path, {
    method,
    headers: {
      ...Object.fromEntries(headersAgain(request)),
      ...session && { "x-mock-session": session },
    },
    body: JSON.stringify(request?.body),
  });
  await response.body?.cancel();
}

/** The names of those that live. @returns {Promise<string[]>} */
export const getSessions = async () =>
  (await call("/sessions")).data.map((/** @type {{ name: string }} */ { name }) => name);

/** @param {string} session */
export const endSession = (session) =>
  call(`/sessions/${encodeURIComponent(session)}`, { method: "DELETE" });
