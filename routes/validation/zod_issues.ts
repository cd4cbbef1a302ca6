/** What is wrong with a body, before a service words it. */

import { z } from "zod";

/** Where something stands in a body. */
export type Path = readonly PropertyKey[];

/** One fault that a schema finds. */
export type Issue = z.core.$ZodIssue;

/** Of a union that nothing fits: the fault inside the branch that fits best, or the union's own. */
export function innermost(issue: Issue): Issue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors
    .flatMap((branch) => branch.slice(0, 1))
    .filter((one) => one.path.length > 0 || one.code !== "invalid_type")
    .toSorted((a, b) => b.path.length - a.path.length)[0];
  return inner ? innermost({ ...inner, path: [...issue.path, ...inner.path] }) : issue;
}

/** What stands at a path; nothing where it leads nowhere. */
export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, key) => typeof at === "object" && at !== null ? Reflect.get(at, key) : undefined,
    value,
  );
}

/** Follows a path down a schema; in a union, into the first branch that has it. */
export function schemaAt(schema: z.ZodType | undefined, path: Path): z.ZodType | undefined {
  const [key, ...rest] = path;
  const inner = unwrapped(schema);
  if (key === undefined) return inner;
  if (inner instanceof z.ZodObject) return schemaAt(inner.shape[String(key)], rest);
  if (inner instanceof z.ZodArray) return schemaAt(asType(inner.element), rest);
  if (!(inner instanceof z.ZodUnion)) return undefined;
  const branches = inner.options.map((option) => schemaAt(asType(option), path));
  return branches.find((branch) => branch !== undefined);
}

/** What stands behind `optional` and `nullable`. */
export function unwrapped(schema: z.ZodType | undefined): z.ZodType | undefined {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? unwrapped(asType(schema.unwrap()))
    : schema;
}

/** A schema's part as a schema, which zod does not type so. */
export function asType(schema: unknown): z.ZodType | undefined {
  return schema instanceof z.ZodType ? schema : undefined;
}

/** A value in a message. Of an array or object only that: it may be of any size, and bring a `toString` of its own. */
export function shown(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? "an array" : "an object";
}

/** The most values that one key of a body may hold, at all levels; that many wrong ones take zod 0.3 s to list. */
export const MOST_VALUES = 131_072;

/** Whether a value holds more others than that. */
export function holdsTooMuch(value: unknown): boolean {
  let count = 0;
  let level: readonly unknown[] = [value];
  while (level.length > 0) {
    const inner = level.map((one) => typeof one === "object" && one ? Object.values(one) : []);
    count += inner.reduce((sum, values) => sum + values.length, 0);
    if (count > MOST_VALUES) return true;
    level = inner.flat();
  }
  return false;
}
