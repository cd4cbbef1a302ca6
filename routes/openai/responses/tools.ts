/** The tools of the Responses API: functions are called, what OpenAI runs itself is taken and never called. */

import { z } from "zod";
import type { Tool, ToolChoice } from "../../../lib/plan/prompt.ts";
import { named } from "../validation.ts";

/** A JSON Schema, whatever it says. */
export const jsonSchema = z.record(z.string(), z.unknown());

const toolKeys = {
  type: z.string(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  parameters: jsonSchema.nullish(),
  strict: z.boolean().nullish(),
};

/** One tool; a function is flat here, and a namespace holds several. */
export const toolSchema = z.looseObject({
  ...toolKeys,
  tools: z.array(z.looseObject(toolKeys)).optional(),
}).check(({ value, issues }) => {
  if (value.type === "function" && (value.name ?? null) === null) issues.push(lacking("name"));
});

/** Which tools may or must be called. */
export const toolChoice = named(
  z.union([
    z.enum(["none", "auto", "required"]),
    z.looseObject({
      type: z.string(),
      name: z.string().optional(),
      mode: z.enum(["auto", "required"]).optional(),
      tools: z.array(z.looseObject({ name: z.string().optional() })).optional(),
    }),
  ]),
  "one of a string or object",
);

/** The keys of a request that say what may be called. */
export interface Toolbox {
  readonly tools?: readonly z.output<typeof toolSchema>[] | undefined;
  readonly tool_choice?: z.output<typeof toolChoice> | undefined;
}

/** The functions among the tools that are not ruled out. */
export function callableTools({ tools = [], tool_choice: choice }: Toolbox): readonly Tool[] {
  const allowed = typeof choice === "object" && choice.type === "allowed_tools"
    ? choice.tools?.map(({ name }) => name)
    : undefined;
  return tools
    .flatMap((tool) => tool.type === "namespace" ? tool.tools ?? [] : [tool])
    .flatMap(({ type, name, description, parameters }): readonly Tool[] =>
      type === "function" && name
        ? [{ name, ...(description ? { description } : {}), ...(parameters ? { parameters } : {}) }]
        : []
    )
    .filter(({ name }) => allowed === undefined || allowed.includes(name));
}

/** The namespace that a function belongs to. */
export function namespaceOf(name: string, { tools = [] }: Toolbox): string | undefined {
  const holds = (of: Toolbox["tools"]) =>
    of?.some((one) => one.type === "function" && one.name === name);
  if (holds(tools)) return undefined;
  return tools.find((one) => one.type === "namespace" && holds(one.tools))?.name ?? undefined;
}

/** What a request says about calls. */
export function toolChoiceOf({ tool_choice: choice = "auto" }: Toolbox): ToolChoice {
  if (typeof choice === "string") return { kind: choice };
  if (choice.type === "allowed_tools") return { kind: choice.mode ?? "auto" };
  if (choice.type !== "function") return { kind: "named", name: choice.type };
  return choice.name === undefined ? { kind: "auto" } : { kind: "named", name: choice.name };
}

/** A tool as it is told back. */
export function toolJson(tool: z.output<typeof toolSchema>): object {
  if (tool.type !== "function") return tool;
  const { type, description = null, name, parameters = null, strict } = tool;
  return { type, description, name, parameters, strict: strict ?? true };
}

/** The issue of a key that must be there. */
export function lacking(key: string): z.core.$ZodRawIssue {
  return { code: "invalid_type", expected: "string", path: [key], input: undefined };
}
