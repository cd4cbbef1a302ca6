/** A place in a stream, as settings say it. */

import { z } from "zod";
import { once } from "./once.ts";

/** A share of a stream: `50%`. */
const SHARE = /^(?:100(?:\.0+)?|\d{1,2}(?:\.\d+)?)%$/;

const REMEDY = 'Give a number of tokens, a share such as "50%", or "arguments"';

/** Behind so many tokens, behind a share of them, or inside of the first tool call's arguments. */
export const place = once(() =>
  z.union(
    [z.int().min(0, REMEDY), z.string().regex(SHARE, REMEDY), z.literal("arguments", REMEDY)],
    REMEDY,
  )
);

/** A place in a stream. */
export type Place = z.output<ReturnType<typeof place>>;
