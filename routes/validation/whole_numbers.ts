/** Whole numbers that JavaScript cannot count with. */

import { type Issue, type Path, valueAt } from "./zod_issues.ts";

/**
 * A body in which the largest number that can be counted with stands for each whole number beyond 2^53: the services take those, and
 * nothing that a mock says is as long. Nothing where `issues` tell of something else, too.
 */
export function withSafeIntegers(
  body: Readonly<Record<string, unknown>>,
  issues: readonly Issue[],
): Readonly<Record<string, unknown>> | undefined {
  if (!areUnsafe(issues)) return undefined;
  const copy: Record<string, unknown> = structuredClone(body);
  for (const { path } of issues) {
    const value = valueAt(copy, path);
    if (typeof value === "number") put(copy, path, Math.sign(value) * Number.MAX_SAFE_INTEGER);
  }
  return copy;
}

/** Whether these tell of nothing but whole numbers beyond 2^53. */
export function areUnsafe(issues: readonly Issue[]): boolean {
  return issues.every(isUnsafe);
}

/** Whether this tells of a whole number beyond 2^53. */
export function isUnsafe(issue: Issue): boolean {
  return (issue.code === "too_big" && issue.maximum === Number.MAX_SAFE_INTEGER) ||
    (issue.code === "too_small" && issue.minimum === Number.MIN_SAFE_INTEGER);
}

function put(target: object, path: Path, value: number): void {
  const holder = valueAt(target, path.slice(0, -1));
  const key = path.at(-1);
  if (typeof holder === "object" && holder !== null && key !== undefined) {
    Reflect.set(holder, key, value);
  }
}
