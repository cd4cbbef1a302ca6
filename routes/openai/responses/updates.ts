/** What the items of a conversation change for the answers after them: more tools, another effort or format. */

import { z } from "zod";
import { effort } from "../../validation/reasoning_effort.ts";
import type { ResponsesBody } from "./body.ts";
import { toolSchema } from "./tools.ts";

const moreTools = z.looseObject({
  type: z.literal("additional_tools"),
  tools: z.array(toolSchema),
});

const update = z.looseObject({
  type: z.literal("configuration_update"),
  reasoning: z.looseObject({ effort: effort.nullish() }).nullish(),
  text: z.looseObject({
    format: z.looseObject({
      type: z.enum(["text", "json_schema"]),
      schema: z.record(z.string(), z.unknown()).optional(),
    }),
  }).nullish(),
});

/** A body as the items of its conversation leave it. */
export function updated(body: ResponsesBody): ResponsesBody {
  const items = [...body.earlier, ...body.input].filter(({ type }) =>
    type === "additional_tools" || type === "configuration_update"
  );
  if (items.length === 0) return body;
  const more = items.flatMap((item) => moreTools.safeParse(item).data?.tools ?? []);
  const updates = items.flatMap((item) => update.safeParse(item).data ?? []);
  if (more.length === 0 && updates.length === 0) return body;
  const asked = updates.findLast(({ reasoning }) => reasoning?.effort)?.reasoning?.effort;
  const format = updates.findLast(({ text }) => text)?.text?.format;
  return {
    ...body,
    tools: [...body.tools ?? [], ...more],
    ...(asked ? { reasoning: { ...body.reasoning, effort: asked } } : {}),
    ...(format ? { text: { ...body.text, format } } : {}),
  };
}
