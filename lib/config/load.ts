/** The settings of load: how many streams of a model run at once, who waits, how they slow each other, and what it has read before. */

import { z } from "zod";
import { once } from "./once.ts";

/** Every key with its meaning. */
export const loadShape = once(() => ({
  max_running: z.int().min(1).max(1_000_000).describe(
    "How many answers of a model are made at once; more wait in line for their turn.",
  ),
  max_queue: z.int().min(0).max(1_000_000).describe(
    "How many may wait in line behind max_running; more are refused as overloaded. Default: any number.",
  ),
  load_slowdown: z.number().min(0).max(100).describe(
    "By which share each further stream of a model slows all of them; 0.1: eleven run at half the rate.",
  ),
  prompt_cache: z.boolean().describe(
    "Whether a prompt's beginning that was seen lately counts as cached tokens, and is read in no time.",
  ),
}));

/** What holds where no place says otherwise. */
export const defaultLoad = { load_slowdown: 0, prompt_cache: false } as const;
