/** A schema taken apart: plain keywords, choices still to make, and what only a finished value can be checked by. */

import { isRecord } from "../is_record.ts";
import { asArray, asRecord, resolveRef, type Schema } from "./json.ts";
import { joiningWork, joinKeywords, unjoined } from "./join.ts";
import { type Sampling, spend } from "./sampling.ts";

/** Several schemas as one that asks for all of them. */
export interface Shape {
  /** The keywords that a value can be drawn by. */
  readonly plain: Schema;
  /** Of each, one arm is to be satisfied. */
  readonly choices: readonly (readonly unknown[])[];
  /** What a finished value is checked by. */
  readonly guards: readonly Schema[];
  /** The targets of the references followed here. */
  readonly seen: readonly unknown[];
}

/** How often one reference may stand within itself: a list of two, a tree of two levels. */
const REFERENCE_DEPTH = 2;
/** How many `allOf` and references may lie within each other. */
const MOST_NESTED = 100;

/** Keywords that are no part of `plain`. */
const TAKEN_APART: ReadonlySet<string> = new Set([
  ...["$ref", "$defs", "definitions", "$schema", "$id", "$comment", "allOf", "anyOf", "oneOf"],
  ...["not", "if", "then", "else", "const", "dependentRequired", "dependentSchemas"],
  "dependencies",
]);

/** Keywords that stay in `plain` and are checked, too. */
const GUARDING: ReadonlySet<string> = new Set(["propertyNames", "maxContains"]);

/** It asks for nothing. */
export const EMPTY_SHAPE: Shape = { plain: {}, choices: [], guards: [], seen: [] };

/** The shape of what also satisfies `schema`; undefined if nothing can, or it nests too deep. What is no schema asks for nothing. */
export function addSchema(
  shape: Shape,
  schema: unknown,
  sampling: Sampling,
  ancestors: readonly unknown[],
  nesting = 0,
): Shape | undefined {
  if (schema === false) return undefined;
  if (!isRecord(schema)) return shape;
  const work = 1 + (shape.choices.length + shape.guards.length) / 20 +
    joiningWork(shape.plain, schema);
  if (nesting > MOST_NESTED || !spend(sampling, "work", work)) return undefined;
  const isPlain = !Object.keys(schema).some((keyword) =>
    TAKEN_APART.has(keyword) || GUARDING.has(keyword)
  );
  if (isPlain && shape.plain === EMPTY_SHAPE.plain) return { ...shape, plain: schema };
  const plain = isPlain ? schema : plainKeywords(schema);
  const start: Shape = {
    ...shape,
    plain: joinKeywords(shape.plain, plain),
    choices: [...shape.choices, ...choicesOf(schema)],
    guards: [...shape.guards, ...guardsOf(schema), ...unjoined(shape.plain, plain)],
  };
  return asArray(schema.allOf).reduce<Shape | undefined>(
    (joined, part) => joined && addSchema(joined, part, sampling, ancestors, nesting + 1),
    addTarget(start, schema.$ref, sampling, ancestors, nesting),
  );
}

function addTarget(
  shape: Shape,
  ref: unknown,
  sampling: Sampling,
  ancestors: readonly unknown[],
  nesting: number,
): Shape | undefined {
  if (typeof ref !== "string") return shape;
  const target = targetOf(ref, sampling);
  if (target === undefined || shape.seen.includes(target)) return shape;
  if (ancestors.filter((ancestor) => ancestor === target).length >= REFERENCE_DEPTH) {
    return undefined;
  }
  const seen = { ...shape, seen: [...shape.seen, target] };
  return addSchema(seen, target, sampling, ancestors, nesting + 1);
}

function targetOf(ref: string, { root, targets }: Sampling): unknown {
  const target = targets.has(ref) ? targets.get(ref) : resolveRef(root, ref);
  targets.set(ref, target);
  return target;
}

function plainKeywords(schema: Schema): Schema {
  const entries = Object.entries(schema).filter(([keyword]) => !TAKEN_APART.has(keyword));
  const kept = Object.fromEntries(entries);
  if (!Object.hasOwn(schema, "const")) return kept;
  return joinKeywords({ enum: [schema.const] }, kept);
}

function choicesOf(schema: Schema): readonly (readonly unknown[])[] {
  const arms = [asArray(schema.anyOf), asArray(schema.oneOf)].filter((all) => all.length > 0);
  if (!("if" in schema)) return [...arms, ...dependencyChoices(schema)];
  const condition = [
    { allOf: [schema.if, schema.then] },
    { allOf: [{ not: schema.if }, schema.else] },
  ];
  return [...arms, condition, ...dependencyChoices(schema)];
}

/** `{a: S}` asks for S, or for no `a`. */
function dependencyChoices(schema: Schema): readonly (readonly unknown[])[] {
  const all = [schema.dependentRequired, schema.dependentSchemas, schema.dependencies];
  return all.flatMap((dependencies) =>
    Object.entries(asRecord(dependencies)).map(([name, needed]) => [
      Array.isArray(needed) ? { required: needed } : needed,
      { properties: Object.fromEntries([[name, false]]) },
    ])
  );
}

function guardsOf(schema: Schema): readonly Schema[] {
  const guards: Schema[] = [];
  if ("oneOf" in schema) guards.push({ oneOf: schema.oneOf });
  if ("not" in schema) guards.push({ not: schema.not });
  if ("propertyNames" in schema) guards.push({ propertyNames: schema.propertyNames });
  if ("maxContains" in schema) {
    const { contains, minContains, maxContains } = schema;
    guards.push({ contains, maxContains, ...(minContains === undefined ? {} : { minContains }) });
  }
  return guards;
}
