/**
 * Values out of JSON Schemas, for tool calls and structured output. Our own, since of what npm has:
 *
 * - json-schema-faker 0.6.3 is synchronous, seedable per call and never fetches, but throws at `false`, `null` and
 *   addresses elsewhere, gives invalid values (`minimum: 5000`, `oneOf` of overlapping arms, a linked list, tuples of
 *   draft 7, an email of at most 12 characters), random letters for words, and takes 1.6 s for `minLength: 3e6`.
 * - openapi-sampler and @stoplight/json-schema-sampler have no chance in them, nor patterns.
 * - randexp has no bound for nested repetitions; @eslint-community/regexpp, which we use, parses and no more.
 */

import type { Random } from "../random.ts";
import { draw } from "./draw.ts";
import { asRecord, own, resolveRef } from "./json.ts";
import { typesOf } from "./join.ts";
import { NONE } from "./place.ts";
import { newSampling } from "./sampling.ts";

/**
 * A value that validates against a JSON Schema (draft 7 to 2020-12), the same for the same random sequence. Bounded in
 * work and in size (some 250,000 characters), whatever the schema. Where no value is found, since none can be or it
 * would cost too much, an empty one of the schema's type: `{}`, `[]`, `""` or null.
 */
export function sampleJson(schema: unknown, random: Random): unknown {
  const sampling = newSampling(schema, random);
  const place = { sampling, draw, name: "", depth: 0, nesting: 0, ancestors: [schema] };
  const value = draw([schema], place);
  return value === NONE ? emptyValue(schema) : value;
}

function emptyValue(schema: unknown): unknown {
  const record = asRecord(
    own(asRecord(schema), "$ref") === undefined
      ? schema
      : resolveRef(schema, asRecord(schema).$ref),
  );
  if (record.type === undefined && !("properties" in record)) return null;
  switch (typesOf(record)[0]) {
    case "object":
      return {};
    case "array":
      return [];
    case "string":
      return "";
    default:
      return null;
  }
}
