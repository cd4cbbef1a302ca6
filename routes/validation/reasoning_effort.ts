/** How hard a reasoning model can be asked to think. */

import { z } from "zod";

/** The efforts that OpenAI takes. */
export const effort = z.enum(["none", "minimal", "low", "medium", "high", "xhigh", "max"]);

const FACTORS: Readonly<Record<z.output<typeof effort>, number>> = {
  none: 0,
  minimal: 0.1,
  low: 0.4,
  medium: 1,
  high: 2.5,
  xhigh: 5,
  max: 8,
};

/** How many tokens an effort thinks where a medium one, which is the default, thinks `mediumTokens`. */
export function thinkingTokens(
  mediumTokens: number,
  asked: z.output<typeof effort> | null | undefined,
): number {
  return mediumTokens * FACTORS[asked ?? "medium"];
}
