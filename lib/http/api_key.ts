/** Whether a key is one of those that are let in. */

/** Whether `apiKey` is among `keys`, in a time that tells nothing of them; without any, everybody is let in. */
export function isLetIn(apiKey: string | undefined, keys: readonly string[]): boolean {
  if (keys.length === 0) return true;
  if (apiKey === undefined) return false;
  return keys.filter((key) => isSame(apiKey, key)).length > 0;
}

/** Looks at all of `given`, wherever the first difference is. */
function isSame(given: string, key: string): boolean {
  let differs = given.length ^ key.length;
  for (let i = 0; i < given.length; i++) {
    differs |= given.charCodeAt(i) ^ key.charCodeAt(i % key.length);
  }
  return differs === 0;
}
