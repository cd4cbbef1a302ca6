/** Settings of the network between a service and its client: how bytes are written, and what the grammar of events lets vary. */

import { z } from "zod";
import { once } from "./once.ts";

/** The longest that a proxy holds back, and the longest silence between heartbeats: a day. */
const LONGEST_MS = 86_400_000;

/** The largest write and the largest burst that anybody could tell from none. */
const MOST_BYTES = 1_000_000;
const MOST_EVENTS = 10_000;

const RANGE = /^(\d{1,7})-(\d{1,7})$/;

/** A whole number of bytes, or a range of them. */
const bytes = once(() =>
  z.union([
    z.int().min(1).max(MOST_BYTES),
    z.string().regex(RANGE).refine(
      (text) => isRange(rangeOf(text)),
      "Give a number of bytes, or a range such as 1-40",
    ),
  ], { error: "Give a number of bytes, or a range such as 1-40" })
);

function isRange({ least, most }: Range): boolean {
  return least >= 1 && least <= most && most <= MOST_BYTES;
}

/** The keys, all of which are off by being absent. */
export const networkShape = once(() => ({
  write_bytes: bytes().describe(
    "HTTP chunks of at most so many bytes, across events and characters; a range such as 1-40 is drawn anew for each write.",
  ),
  burst: z.int().min(1).max(MOST_EVENTS).describe(
    "So many events leave together, when the last of them is due, as a buffering proxy does; the rate is kept.",
  ),
  burst_ms: z.number().positive().max(LONGEST_MS).describe(
    "Events leave together, every so many milliseconds.",
  ),
  line_ending: z.enum(["lf", "crlf", "cr"]).describe("What lines of an event stream end with."),
  data_space: z.boolean().describe("Whether a space follows the colons of an event's fields."),
  data_lines: z.int().min(1).max(1000).describe(
    "Over how many data: lines the JSON of an event goes, where it has that many places to break it.",
  ),
  bom: z.boolean().describe("Whether an event stream begins with a byte order mark."),
  event_ids: z.boolean().describe("Whether each event has an id: line, counted from 1."),
  keep_alive_ms: z.number().min(1).max(LONGEST_MS).describe(
    "A heartbeat whenever nothing has left for so long, before the first token too; 15000 where only keep_alive is given.",
  ),
  keep_alive: z.enum(["comment", "empty_data", "ping"]).describe(
    "What a heartbeat is: a comment line, an event with empty data, or an event named ping.",
  ),
}));

/** Their names; a test holds them to the shape, which is made only when it is asked for. */
export const NETWORK_KEYS: readonly (keyof ReturnType<typeof networkShape>)[] = [
  "write_bytes",
  "burst",
  "burst_ms",
  "line_ending",
  "data_space",
  "data_lines",
  "bom",
  "event_ids",
  "keep_alive_ms",
  "keep_alive",
];

/** From how much to how much, both included. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Reads a number or a range that has been checked. */
export function rangeOf(value: number | string): Range {
  if (typeof value === "number") return { least: value, most: value };
  const [, least = "", most = ""] = RANGE.exec(value) ?? [];
  return { least: Number(least), most: Number(most) };
}
