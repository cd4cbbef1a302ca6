// @ts-check
/** Names and values as `config.toml` writes them, on one line. */

/**
 * @param {unknown} value
 * @returns {string}
 */
export function tomlOf(value) {
  if (Array.isArray(value)) return `[${value.map(tomlOf).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, one]) => `${keyOf(key)} = ${tomlOf(one)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** A name as it stands before a "=" or in a heading. @param {string} key */
export function keyOf(key) {
  return /^[\w-]+$/.test(key) ? key : JSON.stringify(key);
}
