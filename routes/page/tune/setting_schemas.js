// @ts-check
/** What each setting takes and what it is for, in the words of the server's own description of its API. */

import { call } from "../api.js";

/**
 * @typedef {object} SettingSchema What a setting takes, as JSON Schema says it.
 * @property {string} [description]
 * @property {string | readonly string[]} [type]
 * @property {readonly unknown[]} [enum]
 * @property {readonly SettingSchema[]} [anyOf]
 */

/** Tables of the file and what names them are no settings. */
const NO_SETTINGS = ["model", "description", "owned_by", "parameters"];

/** Each setting by its name. @returns {Promise<ReadonlyMap<string, SettingSchema>>} */
export async function getSettings() {
  const { paths } = await call("/openapi.json");
  const { schema } = paths["/config"].post.requestBody.content["application/json"];
  /** @type {[string, SettingSchema][]} */
  const all = Object.entries(schema.properties);
  const settings = all.filter(([key, { type, description }]) =>
    type !== "object" && description !== undefined && !NO_SETTINGS.includes(key)
  );
  return new Map(settings.toSorted(([a], [b]) => a.localeCompare(b)));
}
