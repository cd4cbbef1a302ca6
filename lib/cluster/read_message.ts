/** Reads what came over a channel of the engine, to which others may write, too. */

import type { z } from "zod";

/** A message by its schema; nothing for a text that is none. */
export function readMessage<T>(schema: z.ZodType<T>, text: string): T | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
