/** Whether a JSON Schema leaves open what else an object may hold, which Anthropic's strict tools and formats may not. */

import { isRecord } from "../../lib/is_record.ts";

/** The most schemas within one that are looked at. */
const MOST_SCHEMAS = 5_000;

/** Whether one of a schema's objects does not say `additionalProperties: false`. */
export function isOpen(root: unknown): boolean {
  const all: unknown[] = [root];
  // What is found on the way is looked at in its turn.
  for (const schema of all) {
    if (!isRecord(schema)) continue;
    if (schema.type === "object" && schema.additionalProperties !== false) return true;
    if (all.length < MOST_SCHEMAS) all.push(...within(schema));
  }
  return false;
}

function within(schema: Readonly<Record<string, unknown>>): readonly unknown[] {
  const named = ["properties", "$defs", "definitions"].flatMap((key) =>
    isRecord(schema[key]) ? Object.values(schema[key]) : []
  );
  const listed = ["anyOf", "allOf"].flatMap((key): readonly unknown[] => {
    const list: unknown = schema[key];
    return Array.isArray(list) ? list : [];
  });
  return [...named, ...listed, schema.items];
}
