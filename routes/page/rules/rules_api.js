// @ts-check
/// <reference lib="dom" />
/** The server's API of rules and sessions. */

import { call, post } from "../api.js";

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

/** The names of those that live. @returns {Promise<string[]>} */
export const getSessions = async () =>
  (await call("/sessions")).data.map((/** @type {{ name: string }} */ { name }) => name);

/** @param {string} session */
export const endSession = (session) =>
  call(`/sessions/${encodeURIComponent(session)}`, { method: "DELETE" });
