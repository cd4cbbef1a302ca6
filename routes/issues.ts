/** What is wrong with a body, before a service words it. */

import type { z } from "zod";

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
