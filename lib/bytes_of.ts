/** How much memory a value takes. */

/** Bytes of an object's or an array's own, and of each of their places: what V8 takes on 64 bits. */
const HEADER = 48;
const SLOT = 8;

/** About how many bytes a value of plain data takes; what stands in it twice counts twice. Does not recurse. */
export function bytesOf(value: unknown): number {
  let bytes = 0;
  const pending: unknown[] = [value];
  for (let one = pending.pop(); one !== undefined || pending.length > 0; one = pending.pop()) {
    if (typeof one === "string") bytes += textBytes(one);
    if (typeof one !== "object" || one === null) continue;
    bytes += HEADER;
    if (ArrayBuffer.isView(one)) bytes += one.byteLength;
    else if (Array.isArray(one)) {
      bytes += one.length * SLOT;
      for (const item of one) pending.push(item);
    } else if (one instanceof Map) {
      for (const entry of one) pending.push(entry);
    } else {
      for (const item of Object.values(one)) {
        bytes += 2 * SLOT;
        pending.push(item);
      }
    }
  }
  return bytes;
}

/** Of a text at two bytes a unit, which is what all but Latin ones take. */
export function textBytes(text: string): number {
  return text.length * 2;
}
