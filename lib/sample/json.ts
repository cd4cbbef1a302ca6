/** JSON as it comes: narrowing what is unknown, and equality. */

import { isRecord } from "../is_record.ts";

/** A JSON object, such as a schema that is not a boolean. */
export type Schema = Readonly<Record<string, unknown>>;

/** An object as it is; any other value as an empty one. */
export function asRecord(value: unknown): Schema {
  return isRecord(value) ? value : {};
}

/** An array as it is; any other value as an empty one. */
export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The strings of an array. */
export function asStrings(value: unknown): readonly string[] {
  return asArray(value).filter((item) => typeof item === "string");
}

/** A number as it is, `otherwise` for any other value. */
export function asNumber(value: unknown, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}

/** A property of its own; never one of `Object.prototype`. */
export function own(record: Schema, name: string): unknown {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** The JSON Schema type of a value; a whole number is an "integer". */
export function typeOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number") return Number.isInteger(value) ? "integer" : "number";
  return typeof value;
}

/** Equality of JSON values, to 64 levels; deeper ones are taken as different. */
export function isEqual(a: unknown, b: unknown, depth = 0): boolean {
  if (a === b) return true;
  if (depth > 64 || typeof a !== "object" || typeof b !== "object") return false;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((item, i) => isEqual(item, b[i], depth + 1));
  }
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isEqual(a[name], b[name], depth + 1));
}

/** About the characters of a value as JSON; infinite past `limit`, or past 100 levels. */
export function weigh(value: unknown, limit: number, depth = 0): number {
  if (typeof value === "string") return value.length + 3;
  if (typeof value !== "object" || value === null) return 8;
  if (depth > 100) return Infinity;
  let total = 2;
  for (const [name, item] of Object.entries(value)) {
    total += (Array.isArray(value) ? 1 : name.length + 4) + weigh(item, limit - total, depth + 1);
    if (total > limit) return Infinity;
  }
  return total;
}

/** What `#`, `#/$defs/a~1b` or the root's own address points at; nothing is ever fetched, so elsewhere is undefined. */
export function resolveRef(root: unknown, ref: unknown): unknown {
  if (typeof ref !== "string" || ref.length > 1000) return undefined;
  const base = asRecord(root).$id;
  const local = typeof base === "string" && ref.startsWith(base + "#")
    ? ref.slice(base.length)
    : ref;
  if (local === "#") return root;
  if (/^#[A-Za-z_]/.test(local)) return anchored(root, unescape(local.slice(1)));
  if (!local.startsWith("#/")) return undefined;
  let target = root;
  for (const part of local.slice(2).split("/")) {
    if (typeof target !== "object" || target === null) return undefined;
    const name = unescape(part);
    target = Array.isArray(target) ? target[Number(name)] : own(asRecord(target), name);
  }
  return target;
}

/** The most places of a schema that are looked at for an anchor. */
const MOST_PLACES = 10_000;

/** The part of a schema that calls itself `name`: `$anchor`, or `$id: "#name"` as older drafts have it. */
function anchored(root: unknown, name: string): unknown {
  const places: unknown[] = [root];
  for (let i = 0; i < places.length && places.length < MOST_PLACES; i++) {
    const place = places[i];
    if (isRecord(place)) {
      if (own(place, "$anchor") === name || own(place, "$dynamicAnchor") === name) return place;
      if (own(place, "$id") === `#${name}`) return place;
    }
    if (typeof place === "object" && place !== null) places.push(...Object.values(place));
  }
  return undefined;
}

function unescape(part: string): string {
  const plain = part.replace(
    /(?:%[0-7][0-9a-f])+/gi,
    (codes) => decodeURIComponent(codes),
  );
  return plain.replaceAll("~1", "/").replaceAll("~0", "~");
}
