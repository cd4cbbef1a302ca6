/** Whole numbers that JavaScript cannot count with. */

import type { z } from "zod";

/** What zod says of a whole number beyond 2^53. */
type Issue = z.core.$ZodIssue;

/**
 * A body whose whole numbers beyond 2^53, which the services take, are the largest that can be counted with: nothing that a mock says is
 * as long. Nothing where `issues` tell of something else, too.
 */
export function withSafeIntegers(
  body: Readonly<Record<string, unknown>>,
  issues: readonly Issue[],
): Readonly<Record<string, unknown>> | undefined {
  if (!areUnsafe(issues)) return undefined;
  const copy: Record<string, unknown> = structuredClone(body);
  for (const { path } of issues) {
    const value = at(copy, path);
    if (typeof value === "number") put(copy, path, Math.sign(value) * Number.MAX_SAFE_INTEGER);
  }
  return copy;
}

/** Whether these tell of nothing but whole numbers beyond 2^53. */
export function areUnsafe(issues: readonly Issue[]): boolean {
  return issues.every(isUnsafe);
}

function isUnsafe(issue: Issue): boolean {
  return (issue.code === "too_big" && issue.maximum === Number.MAX_SAFE_INTEGER) ||
    (issue.code === "too_small" && issue.minimum === Number.MIN_SAFE_INTEGER);
}

function at(target: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined,
    target,
  );
}

function put(target: object, path: readonly PropertyKey[], value: number): void {
  const holder = at(target, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof holder === "object" && holder !== null && key !== undefined) {
    Reflect.set(holder, key, value);
  }
}
