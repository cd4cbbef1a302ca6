/** What the engine replies, as texts, and some at a time where there may be much. */

import type { Engine } from "./engine.ts";

/** Fields that one call looks at, about. */
const FIELDS_AT_ONCE = 1000;

/** What of a reply is a text; numbers count as that. */
export function texts(reply: unknown): readonly string[] {
  if (!Array.isArray(reply)) return [];
  return reply.filter((one) => one !== null).map(String);
}

/** Calls back with those fields of a hash whose names begin with `prefix`, some at a time, each before its value. */
export async function scanHash(
  engine: Pick<Engine, "call">,
  hash: string,
  prefix: string,
  found: (fieldsAndValues: readonly string[]) => Promise<void> | void,
): Promise<void> {
  const pattern = `${literal(prefix)}*`;
  let cursor = "0";
  do {
    const reply = await engine.call(
      "HSCAN",
      hash,
      cursor,
      "MATCH",
      pattern,
      "COUNT",
      FIELDS_AT_ONCE,
    );
    const [next, fields] = Array.isArray(reply) ? reply : ["0", []];
    cursor = String(next);
    await found(texts(fields));
  } while (cursor !== "0");
}

/** A text that stands for itself in a pattern of the engine's. */
function literal(text: string): string {
  return text.replace(/[*?[\]\\]/g, "\\$&");
}
