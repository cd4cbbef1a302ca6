/** Settings as JSON. */

/** As `JSON.stringify`; `"inf"`, which a configuration takes, stands for infinity, which JSON has not. */
export function settingsText(value: unknown, space?: number): string {
  return JSON.stringify(value, (_, one) => one === Infinity ? "inf" : one, space);
}
