/** Bytes as base64. */

/** Not every runtime has the method: Node has it from 25 on. */
export function base64(bytes: Uint8Array): string {
  return typeof bytes.toBase64 === "function" ? bytes.toBase64() : btoa(binaryString(bytes));
}

/** A character for each byte; a call takes only so many arguments. */
function binaryString(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += MOST_ARGUMENTS) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + MOST_ARGUMENTS)));
  }
  return parts.join("");
}

const MOST_ARGUMENTS = 8192;
