/** What a JSON Schema must be like for OpenAI to take it: of arguments, and of answers that are held to it (docs/wire.md §9). */

import { isRecord } from "../../lib/is_record.ts";

/** The most schemas within one that are looked at. */
const MOST_SCHEMAS = 5_000;

type Schema = Readonly<Record<string, unknown>>;

interface Place {
  readonly schema: unknown;
  /** The keys down to it. */
  readonly path: readonly string[];
}

/** What is wrong with one schema in itself, in the real service's words. A rule is named after what it finds. */
type Rule = (schema: Schema, path: readonly string[]) => string | undefined;

/** What is wrong with a function's parameters; nothing where they will do. */
export function parametersFault(schema: unknown, isStrict: boolean): string | undefined {
  return noObject(schema) ?? choiceOfObjects(schema) ??
    (isStrict ? firstFault(schema ?? {}, STRICT) : firstFault(schema, ALWAYS));
}

/** What is wrong with the schema of a strict answer. */
export function formatFault(schema: unknown): string | undefined {
  return noObject(schema) ?? firstFault(schema, STRICT);
}

/** What only makes sense beside a type. */
const SHAPES = ["properties", "oneOf", "anyOf", "allOf", "enum", "not"];

/** A schema that is none of an object. */
function noObject(schema: unknown): string | undefined {
  if (!isRecord(schema)) return undefined;
  const { type } = schema;
  if (typeof type === "string" && type.toLowerCase() !== "object") return wrongType(`"${type}"`);
  const isShaped = SHAPES.some((key) => schema[key] !== undefined);
  return type === undefined && isShaped ? wrongType("null") : undefined;
}

function wrongType(type: string): string {
  return `schema must be a JSON Schema of 'type: "object"', got 'type: ${type}'.`;
}

/** Arguments that are one of several. */
function choiceOfObjects(schema: unknown): string | undefined {
  if (!isRecord(schema)) return undefined;
  const isChoice = SHAPES.some((key) => key !== "properties" && schema[key] !== undefined);
  return isChoice
    ? "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level."
    : undefined;
}

function firstFault(root: unknown, rules: readonly Rule[]): string | undefined {
  const open: Place[] = [{ schema: root, path: [] }];
  // What is found on the way is looked at in its turn.
  for (const { schema, path } of open) {
    if (!isRecord(schema)) continue;
    for (const rule of rules) {
      const fault = rule(schema, path);
      if (fault !== undefined) return fault;
    }
    for (const inner of within(schema, path)) {
      if (open.length >= MOST_SCHEMAS) break;
      open.push(inner);
    }
  }
  return undefined;
}

/** What stands beside a reference. */
const besideReference: Rule = (schema, path) => {
  if (schema.$ref === undefined) return undefined;
  const others = Object.keys(schema).filter((key) => key !== "$ref" && !DEFINITIONS.includes(key));
  return others.length === 0
    ? undefined
    : `context=${tuple(path)}, $ref cannot have keywords {${quoted(others.toSorted())}}.`;
};

/** Keywords that strict schemas may not have. */
const NOT_PERMITTED = [
  "allOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentRequired",
  "dependentSchemas",
  "patternProperties",
  "propertyNames",
  "minProperties",
  "maxProperties",
  "unevaluatedProperties",
  "unevaluatedItems",
  "contains",
  "minContains",
  "maxContains",
  "uniqueItems",
];

const notPermitted: Rule = (schema, path) => {
  const key = NOT_PERMITTED.find((one) => schema[one] !== undefined);
  return key === undefined ? undefined : inContext(path, `'${key}' is not permitted.`);
};

/** What says of a schema without a type what fits it. Reports differ on whether the service takes the last two alone. */
const INSTEAD_OF_TYPE = ["type", "$ref", "anyOf", "properties", "enum", "const"];

const noType: Rule = (schema, path) =>
  INSTEAD_OF_TYPE.some((key) => schema[key] !== undefined)
    ? undefined
    : inContext(path, "schema must have a 'type' key.");

const arrayOfAnything: Rule = ({ type, items }, path) => {
  const at = Array.isArray(type) ? type.indexOf("array") : -1;
  if (items !== undefined || (type !== "array" && at < 0)) return undefined;
  const place = at < 0 ? path : [...path, "type", String(at)];
  return inContext(place, "array schema missing items.");
};

const openObject: Rule = (schema, path) =>
  !isObjectSchema(schema) || schema.additionalProperties === false
    ? undefined
    : inContext(path, "'additionalProperties' is required to be supplied and to be false.");

const wrongRequired: Rule = (schema, path) => {
  if (!isObjectSchema(schema)) return undefined;
  const names = Object.keys(isRecord(schema.properties) ? schema.properties : {});
  const required: readonly unknown[] = Array.isArray(schema.required) ? schema.required : [];
  const given = new Set(required);
  const missing = names.find((name) => !given.has(name));
  const known = new Set<unknown>(names);
  const extra = required.find((name) => !known.has(name));
  if (missing === undefined && extra === undefined) return undefined;
  return inContext(
    path,
    "'required' is required to be supplied and to be an array including every key in properties. " +
      (missing === undefined ? `Extra required key '${extra}' supplied.` : `Missing '${missing}'.`),
  );
};

/** Of all functions. */
const ALWAYS: readonly Rule[] = [arrayOfAnything];

/** Of what answers are held to. */
const STRICT: readonly Rule[] = [
  besideReference,
  notPermitted,
  noType,
  arrayOfAnything,
  openObject,
  wrongRequired,
];

function isObjectSchema({ type, properties }: Schema): boolean {
  return type === "object" || (Array.isArray(type) && type.includes("object")) ||
    (type === undefined && isRecord(properties));
}

const DEFINITIONS = ["$defs", "definitions"];

function within(schema: Schema, path: readonly string[]): readonly Place[] {
  const named = ["properties", ...DEFINITIONS].flatMap((key) =>
    Object.entries(isRecord(schema[key]) ? schema[key] : {})
      .map(([name, one]) => ({ schema: one, path: [...path, key, name] }))
  );
  const listed = ["anyOf", "allOf"].flatMap((key) =>
    (Array.isArray(schema[key]) ? schema[key] : [])
      .map((one: unknown, i) => ({ schema: one, path: [...path, key, String(i)] }))
  );
  return [...named, ...listed, { schema: schema.items, path: [...path, "items"] }];
}

function inContext(path: readonly string[], fault: string): string {
  return `In context=${tuple(path)}, ${fault}`;
}

/** A path as Python shows one. */
function tuple(path: readonly string[]): string {
  return path.length === 1 ? `('${path[0]}',)` : `(${quoted(path)})`;
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(", ");
}
