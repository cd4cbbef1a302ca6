/** Where in a sample a value is to stand, and the way to draw one there. */

import type { Sampling } from "./sampling.ts";

/** There is no such value, or it would cost too much. */
export const NONE: unique symbol = Symbol("none");

/** Where a value is to stand. */
export interface Place {
  readonly sampling: Sampling;
  /** Draws a value that satisfies all the schemas, or NONE: what an array or an object has for what is in it. */
  readonly draw: (schemas: readonly unknown[], place: Place) => unknown;
  /** The property's name, or that of the list it is in. */
  readonly name: string;
  readonly depth: number;
  /** Levels and choices on the way here: what the stack has to bear. */
  readonly nesting: number;
  /** The targets of the references followed on the way here. */
  readonly ancestors: readonly unknown[];
  /** What else the value must be, such as another one than its neighbours. */
  readonly accept?: (value: unknown) => boolean;
}
