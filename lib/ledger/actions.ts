/** What is done to a stream by hand, as an entry has it. */

import type { Clock } from "../clock/clock.ts";
import type { Entries } from "./entries.ts";
import { type Entry, tokensSent } from "./entry.ts";
import { noteBetween } from "./kept_answer.ts";

/** Of what is done to a stream by hand, the last are kept. */
const MOST_ACTIONS = 200;
const ACTION_BYTES = 100;

/** Writes down an action, now. */
export function noteAction(entry: Entry, action: string, clock: Clock, { grew }: Entries): void {
  if (entry.actions.length >= MOST_ACTIONS) entry.actions.shift();
  else grew(entry, ACTION_BYTES);
  if (entry.answer) noteBetween(entry.answer, action);
  entry.actions.push({
    at_ms: clock.now() - entry.startedAt,
    action,
    at_token: tokensSent(entry),
  });
}
