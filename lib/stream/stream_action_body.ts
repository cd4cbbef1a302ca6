/** What a hand may ask for, as it comes from outside: from a client or another machine. */

import { z } from "zod";
import { faultShape } from "../config/faults.ts";

/** What a mark may be called: it stands in one line of the ledger. */
const MARK = /^[\w.~:@ -]{1,100}$/;

/** Each action with what it takes. */
export const streamAction = z.discriminatedUnion("action", [
  z.strictObject({ action: z.enum(["pause", "step", "end", "drop"]) }),
  z.strictObject({ action: z.literal("resume"), until: z.int().min(0).optional() }),
  z.strictObject({ action: z.literal("mark"), name: z.string().regex(MARK) }),
  z.strictObject({ action: z.literal("speed"), speed: z.number().positive() }),
  // In the words of the settings that do the same at a place.
  z.strictObject({
    action: z.literal("error"),
    error: faultShape().error.optional(),
    error_then: faultShape().error_then.optional(),
  }),
  z.strictObject({ action: z.literal("cut"), cut: faultShape().cut.optional() }),
  z.strictObject({ action: z.literal("stall"), stall_ms: faultShape().stall_ms.optional() }),
  z.strictObject({ action: z.literal("malformed"), malformed: faultShape().malformed.optional() }),
]);
