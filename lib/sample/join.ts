/** Two sets of keywords as one that asks for both. */

import { isRecord } from "../is_record.ts";
import { asArray, asRecord, isEqual, own, type Schema, typeOf } from "./json.ts";

/** Both at once. Where one keyword can only say one of them, the first's stays, as `unjoined` tells. */
export function joinKeywords(a: Schema, b: Schema): Schema {
  const first = Object.keys(a);
  if (first.length === 0) return b;
  const joined = new Map(Object.entries(a));
  for (const [keyword, value] of Object.entries(b)) {
    const present = joined.get(keyword);
    joined.set(keyword, present === undefined ? value : joinKeyword(keyword, present, value));
  }
  if ("properties" in a || "properties" in b) joined.set("properties", joinProperties(a, b));
  return Object.fromEntries(joined);
}

/** More keywords than the specification has. */
const MANY_KEYWORDS = 60;

/** What joining them costs, as sampling spends it: all names of both are gone through, and all pairs of what they list. */
export function joiningWork(a: Schema, b: Schema): number {
  const keywords = Object.keys(a).length;
  if (keywords === 0) return 0;
  const pairs = countOf(a.enum) * countOf(b.enum) + countOf(a.type) * countOf(b.type);
  const excess = Math.max(0, keywords + Object.keys(b).length - MANY_KEYWORDS);
  return namesIn(a) + namesIn(b) + pairs / 50 + 4 * excess;
}

function namesIn({ properties, patternProperties, required }: Schema): number {
  return (countNames(properties) + countOf(required)) / 2 + 8 * countNames(patternProperties);
}

function countNames(map: unknown): number {
  return Object.keys(asRecord(map)).length;
}

function countOf(list: unknown): number {
  return asArray(list).length;
}

/** The keywords of `b` that `joinKeywords` could not heed, each as a schema to check by. */
export function unjoined(a: Schema, b: Schema): readonly Schema[] {
  return ["pattern", "format", "multipleOf", "contains", "propertyNames"]
    .filter((keyword) => keyword in a && keyword in b && !isEqual(a[keyword], b[keyword]))
    .map((keyword) => ({ [keyword]: b[keyword] }));
}

function joinKeyword(keyword: string, a: unknown, b: unknown): unknown {
  switch (keyword) {
    case "type":
      return joinTypes(listed(a), listed(b));
    case "enum":
      return asArray(a).filter((value) => asArray(b).some((other) => isEqual(value, other)));
    case "required":
      return [...new Set([...asArray(a), ...asArray(b)])];
    case "minimum":
    case "exclusiveMinimum":
    case "minLength":
    case "minItems":
    case "minProperties":
    case "minContains":
      return byNumber(Math.max, a, b);
    case "maximum":
    case "exclusiveMaximum":
    case "maxLength":
    case "maxItems":
    case "maxProperties":
    case "maxContains":
      return byNumber(Math.min, a, b);
    case "multipleOf":
      return byNumber(leastCommonMultiple, a, b);
    case "uniqueItems":
      return a === true || b === true;
    case "additionalProperties":
    case "additionalItems":
    case "unevaluatedProperties":
    case "unevaluatedItems":
      return both(a, b);
    case "items":
      return Array.isArray(a) || Array.isArray(b) ? joinPrefixes(a, b) : both(a, b);
    case "prefixItems":
      return joinPrefixes(a, b);
    case "patternProperties":
      return joinMaps(asRecord(a), asRecord(b));
    case "description":
    case "title":
    case "default":
    case "examples":
      return b;
    default:
      return a;
  }
}

/** A schema for what satisfies both. */
function both(a: unknown, b: unknown): unknown {
  if (a === b || b === true || b === undefined) return a;
  if (a === true || a === undefined) return b;
  return a === false || b === false ? false : { allOf: [a, b] };
}

function listed(type: unknown): readonly unknown[] {
  return Array.isArray(type) ? type : [type];
}

function joinTypes(a: readonly unknown[], b: readonly unknown[]): readonly unknown[] {
  return a.flatMap((type) => {
    if (b.includes(type)) return [type];
    if (type === "integer" && b.includes("number")) return ["integer"];
    return type === "number" && b.includes("integer") ? ["integer"] : [];
  });
}

function byNumber(of: (a: number, b: number) => number, a: unknown, b: unknown): unknown {
  if (typeof a !== "number") return b;
  return typeof b === "number" ? of(a, b) : a;
}

/** Of whole numbers; else the first, and `unjoined` has the other. */
function leastCommonMultiple(a: number, b: number): number {
  if (!Number.isInteger(a) || !Number.isInteger(b) || a <= 0 || b <= 0) return a;
  const gcd = (x: number, y: number): number => y === 0 ? x : gcd(y, x % y);
  return a / gcd(a, b) * b;
}

function joinPrefixes(a: unknown, b: unknown): readonly unknown[] {
  const [first, second] = [asArray(a), asArray(b)];
  const length = Math.max(first.length, second.length);
  return Array.from({ length }, (_, i) => both(first[i], second[i]));
}

function joinMaps(a: Schema, b: Schema): Schema {
  const joined = new Map(Object.entries(a));
  for (const [name, schema] of Object.entries(b)) {
    joined.set(name, both(joined.get(name), schema));
  }
  return Object.fromEntries(joined);
}

/** A property that one side declares must also suit what the other says of additional ones. */
function joinProperties(a: Schema, b: Schema): Schema {
  const [first, second] = [asRecord(a.properties), asRecord(b.properties)];
  if (first === second) return first;
  const joined = new Map<string, unknown>();
  for (const name of new Set([...Object.keys(first), ...Object.keys(second)])) {
    joined.set(name, both(declared(a, first, name), declared(b, second, name)));
  }
  return Object.fromEntries(joined);
}

function declared(side: Schema, properties: Schema, name: string): unknown {
  if (Object.hasOwn(properties, name)) return own(properties, name);
  if (isRecord(side.patternProperties)) return true;
  return side.additionalProperties ?? true;
}

/** The types a schema can mean: those it names, or those its keywords speak of, or all. */
export function typesOf(schema: Schema): readonly string[] {
  if (schema.type !== undefined) {
    const named = listed(schema.type).filter((type) => typeof type === "string")
      .map((type) => type.toLowerCase()); // Gemini's clients write "OBJECT".
    return named.length > 0 || Array.isArray(schema.type) ? named : ALL_TYPES;
  }
  if (Array.isArray(schema.enum)) return [...new Set(schema.enum.map(typeOf))];
  const spoken = new Set<string>();
  for (const keyword of Object.keys(schema)) {
    const type = TYPE_OF_KEYWORD.get(keyword);
    if (type !== undefined) spoken.add(type);
  }
  return spoken.size === 0 ? ALL_TYPES : [...new Set([...spoken, ...ALL_TYPES])];
}

/** The plainest first. */
const ALL_TYPES: readonly string[] = ["string", "number", "boolean", "array", "object", "null"];

/** The keywords that speak of one type. */
const KEYWORDS_OF_TYPE: Readonly<Record<string, readonly string[]>> = {
  object: [
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
    "minProperties",
    "maxProperties",
    "propertyNames",
  ],
  array: ["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"],
  string: ["minLength", "maxLength", "pattern", "format"],
  number: ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
};

const TYPE_OF_KEYWORD: ReadonlyMap<string, string> = new Map(
  Object.entries(KEYWORDS_OF_TYPE).flatMap(([type, keywords]) =>
    keywords.map((keyword) => [keyword, type] as const)
  ),
);
