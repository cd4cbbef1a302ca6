/** Values as texts, as the engine keeps them: whatever can pass between threads, plans with their numbers and maps included. */

import { parse, stringify } from "devalue";

/** A value as a text; throws for what is no plain data. */
export const textOf: (value: unknown) => string = stringify;

/** The value that it was. */
export const valueOf: (text: string) => unknown = parse;
