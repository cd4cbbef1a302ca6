/** Values as texts, as the engine keeps them: whatever can pass between threads, plans with their numbers and maps included. */

import { parse, stringify } from "devalue";
import { isRecord } from "../is_record.ts";

/** What `devalue` refuses as a name, and JSON from outside may have. */
const ODD_NAME = "__proto__";

/** A value as a text; throws for what is no plain data. */
export function textOf(value: unknown): string {
  return stringify(value, {
    entries: (one: unknown) => isRecord(one) && Object.hasOwn(one, ODD_NAME) && Object.entries(one),
  });
}

/** The value that it was. */
export function valueOf(text: string): unknown {
  return parse(text, { entries: Object.fromEntries });
}
