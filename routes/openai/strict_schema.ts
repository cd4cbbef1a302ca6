/** What a JSON Schema must be like for OpenAI to hold answers to it: `strict` functions and response formats. */

import { isRecord } from "../../lib/is_record.ts";

/** The most schemas within one that are looked at. */
const MOST_SCHEMAS = 5_000;

interface Place {
  readonly schema: unknown;
  /** The keys down to it. */
  readonly path: readonly string[];
}

/** What is wrong with a schema that answers are to be held to, in the real service's words; nothing where it will do. */
export function strictSchemaFault(root: unknown): string | undefined {
  const open: Place[] = [{ schema: root, path: [] }];
  // What is found on the way is looked at in its turn.
  for (const place of open) {
    const fault = faultAt(place);
    if (fault !== undefined) return fault;
    for (const inner of within(place)) {
      if (open.length >= MOST_SCHEMAS) break;
      open.push(inner);
    }
  }
  return undefined;
}

/** A schema of arguments, or of a whole answer, that is none of an object. */
export function noObjectFault(schema: unknown): string | undefined {
  if (!isRecord(schema)) return undefined;
  const { type } = schema;
  if (typeof type !== "string" || type.toLowerCase() === "object") return undefined;
  return `schema must be a JSON Schema of 'type: "object"', got 'type: "${type}"'.`;
}

function faultAt({ schema, path }: Place): string | undefined {
  if (!isRecord(schema) || !isObjectSchema(schema)) return undefined;
  if (schema.additionalProperties !== false) {
    return `In context=${
      tuple(path)
    }, 'additionalProperties' is required to be supplied and to be false.`;
  }
  const names = isRecord(schema.properties) ? Object.keys(schema.properties) : [];
  const required = new Set<unknown>(Array.isArray(schema.required) ? schema.required : []);
  const missing = names.find((name) => !required.has(name));
  return missing === undefined
    ? undefined
    : `In context=${
      tuple(path)
    }, 'required' is required to be supplied and to be an array including every key in ` +
      `properties. Missing '${missing}'.`;
}

function isObjectSchema({ type, properties }: Record<string, unknown>): boolean {
  return type === "object" || (Array.isArray(type) && type.includes("object")) ||
    (type === undefined && isRecord(properties));
}

function within({ schema, path }: Place): readonly Place[] {
  if (!isRecord(schema)) return [];
  const named = ["properties", "$defs", "definitions"].flatMap((key) =>
    Object.entries(isRecord(schema[key]) ? schema[key] : {})
      .map(([name, one]) => ({ schema: one, path: [...path, key, name] }))
  );
  const listed = ["anyOf", "allOf"].flatMap((key) =>
    (Array.isArray(schema[key]) ? schema[key] : [])
      .map((one: unknown, i) => ({ schema: one, path: [...path, key, String(i)] }))
  );
  return [...named, ...listed, { schema: schema.items, path: [...path, "items"] }];
}

/** A path as Python shows one. */
function tuple(path: readonly string[]): string {
  const keys = path.map((key) => `'${key}'`);
  return keys.length === 1 ? `(${keys[0]},)` : `(${keys.join(", ")})`;
}
