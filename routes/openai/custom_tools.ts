/** Tools of the type `custom`, which are given a text and no JSON: what both of OpenAI's protocols say of them. */

import { z } from "zod";
import type { TextTool } from "../../lib/plan/prompt.ts";
import { lacking } from "./validation.ts";

/** What a text has to match. */
export const grammar = z.looseObject({
  syntax: z.enum(["regex", "lark"]),
  definition: z.string(),
});

/** A format of the type `grammar` has one. */
export function needsGrammar(
  { value, issues }: z.core.ParsePayload<{ readonly type: string; readonly grammar?: unknown }>,
): void {
  if (value.type === "grammar" && !value.grammar) issues.push(lacking("grammar", "object"));
}

/** A custom tool, neutral. */
export function customTool(
  { name, description }: {
    readonly name: string;
    readonly description?: string | null | undefined;
  },
  matching: z.output<typeof grammar> | undefined,
): TextTool {
  return {
    kind: "text",
    name,
    ...(description ? { description } : {}),
    ...(matching ? { grammar: { syntax: matching.syntax, definition: matching.definition } } : {}),
  };
}
