// @ts-check
/// <reference lib="dom" />
/** What is in force and not in config.toml: to be taken along into the file, or back. */

import { keyOf, tomlOf } from "../toml.js";

/** @import { Difference } from "../api.js" */

/** How `[general]` calls two settings that models have, too. */
const GENERAL_NAMES = new Map([
  ["default_tokens_per_second", "tokens_per_second"],
  ["default_response_mode", "response_length"],
  ["default_model_description", "description"],
]);

/**
 * The differences of one model, by the setting's name; of all that have no entry where none is given.
 * @param {readonly Difference[]} differences
 * @param {string | undefined} model
 * @returns {ReadonlyMap<string, Difference>}
 */
export function differencesOf(differences, model) {
  const own = differences.filter(({ table: [kind, name] }) =>
    model === undefined ? kind === "general" : kind === "models" && name === model
  );
  return new Map(own.map((one) => [settingOf(one), one]));
}

/** @param {Difference} difference */
function settingOf({ table: [kind], key }) {
  return kind === "general" ? GENERAL_NAMES.get(key) ?? key : key;
}

/** What to send so that it is as the file has it. @param {Difference} difference */
export function takenBack({ table, key, was }) {
  return table.reduceRight((inner, name) => ({ [name]: inner }), { [key]: was });
}

/**
 * The lines of config.toml that say the same, table by table; what the file has and is no more is named in a comment.
 * @param {readonly Difference[]} differences
 */
export function changesAsToml(differences) {
  const tables = Map.groupBy(differences, ({ table }) => JSON.stringify(table));
  return [...tables.values()].map((all) =>
    [
      `[${all[0]?.table.map(keyOf).join(".")}]`,
      ...all.map(({ key, is }) =>
        is === null
          ? `# ${key}: take its line out`
          : `${keyOf(key)} = ${is === "inf" ? "inf" : tomlOf(is)}`
      ),
    ].join("\n")
  ).join("\n\n");
}
