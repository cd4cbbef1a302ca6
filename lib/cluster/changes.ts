/** Messages between replicas about what they share: each tells the others what of theirs is old now. */

import { z } from "zod";
import type { Engine } from "./engine.ts";
import { CHANGES } from "./engine_store.ts";
import { readMessage } from "./read_message.ts";

/** What has changed; `from` is the name of the replica that did it. */
const change = z.discriminatedUnion("kind", [
  /** A session is over. */
  z.object({ kind: z.literal("ended"), session: z.string(), from: z.string() }),
  /** Something is kept in place of what was, or no longer. */
  z.object({ kind: z.literal("kept"), session: z.string(), id: z.string(), from: z.string() }),
  /** Counters begin anew; of all sessions where none is named. */
  z.object({
    kind: z.literal("reset"),
    session: z.string().optional(),
    prefix: z.string(),
    from: z.string(),
  }),
  /** Whoever waits in line of a session is sent away. */
  z.object({ kind: z.literal("lines"), session: z.string(), from: z.string() }),
]);

/** One message. */
export type SharedChange = z.output<typeof change>;

/** Tells the others. */
export function tellOthers(engine: Engine, told: SharedChange): Promise<void> {
  return engine.publish(CHANGES, JSON.stringify(told));
}

/** Calls back with what other replicas than `self` tell; what is no such message is passed over. */
export async function hearOthers(
  engine: Engine,
  self: string,
  listener: (change: SharedChange) => void,
): Promise<void> {
  await engine.subscribe(CHANGES, (text) => {
    const told = readMessage(change, text);
    if (told && told.from !== self) listener(told);
  });
}
