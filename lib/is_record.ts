/** Narrows what came as JSON or TOML. */

/** Whether it is a table, as TOML and JSON have it. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) &&
    !(value instanceof Date);
}
