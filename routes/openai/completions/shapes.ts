/** The ways in which services word a completion from before chat wrong (docs/wire.md §10). */

import type { Shapes } from "../../../lib/dialect/dialect.ts";
import { finishes } from "../../../lib/dialect/shapes.ts";
import type { Usage } from "../../../lib/plan/plan.ts";
import { endingShapes, oddChunks } from "../chunk_shapes.ts";
import { usageShapes } from "../usage_shapes.ts";

/** What this wire has words for, which counts usage by `usageJson`. It knows no calls. */
export function textShapes(usageJson: (usage: Usage) => object): Shapes<unknown> {
  const { exclusive_cache: _, ...usage } = usageShapes(usageJson);
  return {
    finish: finishes("stop", "length", "content_filter", "none"),
    ending: endingShapes,
    usage,
    chunks: oddChunks,
  };
}
