/** Settings of how services word an answer, right and wrong: its end, its usage, its calls, its chunks (docs/wire.md §10). */

import { z } from "zod";
import { once } from "./once.ts";

const FINISHES = ["stop", "length", "content_filter", "tool_calls", "none"] as const;
const ENDINGS = ["complete", "no_done", "no_finish", "linger", "twice"] as const;
const USAGES = ["last", "every", "early", "empty", "none", "exclusive_cache"] as const;
const TOOL_DELTAS = [
  "whole",
  "no_index",
  "index_0",
  "id_in_all",
  "interleaved",
  "null_arguments",
  "empty_id",
  "invalid_arguments",
  "missing_keys",
] as const;
const CHUNKS = [
  "null_delta",
  "no_delta",
  "no_id",
  "empty_id",
  "changing_id",
  "empty_choices_first",
  "empty_choices",
  "reasoning_field",
  "role_in_all",
  "empty_finish",
  "finish_with_text",
  "null_chunk",
  "no_ping",
  "no_sequence",
  "unnamed",
  "unknown_event",
] as const;

/** Several of some names: one alone, a list, or a text with commas between them. */
function someOf<const Names extends readonly [string, ...string[]]>(names: Names) {
  const name = z.enum(names);
  const list = z.array(name).min(1);
  const text = z.string().regex(new RegExp(`^(${names.join("|")})(, ?(${names.join("|")}))*$`));
  return z.union([name.transform((one) => list.parse([one])), list, text.transform(listIn(list))], {
    error: `Give one or several of ${names.join(", ")}`,
  });
}

function listIn<T>(list: z.ZodType<T>): (text: string) => T {
  return (text) => list.parse(text.split(/, ?/));
}

/** The keys, all of which are off by being absent. */
export const shapesShape = once(() => ({
  finish: z.enum(FINISHES).describe("The finish reason that is told, whatever was said."),
  ending: z.enum(ENDINGS).describe(
    "How a stream ends: without [DONE], without its finish, open until the client leaves, or with its end twice.",
  ),
  usage: z.enum(USAGES).describe(
    "How usage is told: with the finish, in every event, before the finish, as {}, never, or without the cached tokens.",
  ),
  tool_deltas: someOf(TOOL_DELTAS).describe(
    "How calls are told wrong, one or several: each whole, without index, all of index 0, with their id in all deltas, " +
      "mixed, with null, invalid or incomplete arguments, or without an id.",
  ),
  chunks: someOf(CHUNKS).describe("Odd events that real services send, one or several."),
}));

/** Which settings are shapes, and in which order they are applied. */
export const SHAPE_KEYS = ["finish", "tool_deltas", "usage", "ending", "chunks"] as const;

/** One of them. */
export type ShapeKey = (typeof SHAPE_KEYS)[number];

/** The names that a shape's setting may have. */
export interface ShapeNames {
  readonly finish: (typeof FINISHES)[number];
  readonly ending: (typeof ENDINGS)[number];
  readonly usage: (typeof USAGES)[number];
  readonly tool_deltas: (typeof TOOL_DELTAS)[number];
  readonly chunks: (typeof CHUNKS)[number];
}
