/** The tools of the Responses API: functions are called, what OpenAI runs itself is taken and never called. */

import { z } from "zod";
import type { Tool, ToolChoice } from "../../../lib/plan/prompt.ts";
import { customTool, grammar } from "../custom_tools.ts";
import { lacking, named } from "../validation.ts";

/** A JSON Schema, whatever it says. */
export const jsonSchema = z.record(z.string(), z.unknown());

const toolKeys = {
  type: z.string(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  parameters: jsonSchema.nullish(),
  strict: z.boolean().nullish(),
  format: z.unknown().optional(),
};

/** What a custom tool is given: any text, or one that a grammar has. */
const format = z.union([
  z.looseObject({ type: z.literal("text") }).transform(() => undefined),
  grammar.extend({ type: z.literal("grammar") }),
]).nullish();

/** One tool; a function is flat here, and a namespace holds several. */
export const toolSchema = z.looseObject({
  ...toolKeys,
  tools: z.array(z.looseObject(toolKeys)).optional(),
}).check(({ value, issues }) => {
  const isNamed = value.type === "function" || value.type === "custom";
  if (isNamed && (value.name ?? null) === null) issues.push(lacking("name"));
  if (value.type !== "custom") return;
  const wrong = format.safeParse(value.format).error?.issues[0];
  if (wrong) issues.push({ ...wrong, path: ["format", ...wrong.path], input: undefined });
});

/** What a choice of each type must say. */
const CHOICE_NEEDS: Readonly<Record<string, readonly ("name" | "mode" | "tools")[]>> = {
  allowed_tools: ["mode", "tools"],
  custom: ["name"],
  function: ["name"],
};

/** Which tools may or must be called. */
export const toolChoice = named(
  z.union([
    z.enum(["none", "auto", "required"]),
    z.looseObject({
      type: z.string(),
      name: z.string().nullish(),
      mode: z.enum(["auto", "required"]).nullish(),
      tools: z.array(z.looseObject({ name: z.string().nullish() })).nullish(),
    }).check(({ value, issues }) => {
      const lost = CHOICE_NEEDS[value.type]?.find((key) => (value[key] ?? null) === null);
      if (lost !== undefined) issues.push(lacking(lost));
    }),
  ]),
  "one of an object or 'none', 'auto', or 'required'",
);

/** The keys of a request that say what may be called. */
export interface Toolbox {
  readonly tools?: readonly z.output<typeof toolSchema>[] | undefined;
  readonly tool_choice?: z.output<typeof toolChoice> | undefined;
}

/** The functions among the tools that are not ruled out. */
export function callableTools({ tools = [], tool_choice: choice }: Toolbox): readonly Tool[] {
  const allowed = typeof choice === "object" && choice.type === "allowed_tools"
    ? new Set(choice.tools?.map(({ name }) => name))
    : undefined;
  return tools
    .flatMap((tool) => tool.type === "namespace" ? tool.tools ?? [] : [tool])
    .flatMap(toolOf)
    .filter(({ name }) => allowed === undefined || allowed.has(name));
}

function toolOf(tool: z.output<z.ZodObject<typeof toolKeys>>): readonly Tool[] {
  const { type, name, description, parameters } = tool;
  if (!name) return [];
  if (type === "custom") {
    return [customTool({ name, description }, format.safeParse(tool.format).data ?? undefined)];
  }
  if (type !== "function") return [];
  return [{
    kind: "function",
    name,
    ...(description ? { description } : {}),
    ...(parameters ? { parameters } : {}),
  }];
}

/** The namespace that a function belongs to. */
export function namespaceOf(name: string, { tools = [] }: Toolbox): string | undefined {
  const holds = (of: Toolbox["tools"]) =>
    of?.some(({ type, name: own }) => own === name && (type === "function" || type === "custom"));
  if (holds(tools)) return undefined;
  return tools.find((one) => one.type === "namespace" && holds(one.tools))?.name ?? undefined;
}

/** What a plan calls a remote server by. */
export function serverName({ server_label: label }: Readonly<Record<string, unknown>>): string {
  return `mcp ${label}`;
}

/** What a request says about calls. */
export function toolChoiceOf({ tool_choice: choice = "auto", tools = [] }: Toolbox): ToolChoice {
  if (typeof choice === "string") return { kind: choice };
  if (choice.type === "allowed_tools") return { kind: choice.mode ?? "auto" };
  if (choice.type === "mcp") {
    const label = choice.server_label;
    const server = tools.find((one) =>
      one.type === "mcp" && (label ?? one.server_label) === one.server_label
    );
    return { kind: "named", name: server ? serverName(server) : "mcp" };
  }
  if (choice.type !== "function" && choice.type !== "custom") {
    return { kind: "named", name: choice.type };
  }
  return choice.name ? { kind: "named", name: choice.name } : { kind: "auto" };
}

/** A tool as it is told back. */
export function toolJson(tool: z.output<typeof toolSchema>): object {
  if (tool.type === "custom") return { ...tool, format: tool.format ?? { type: "text" } };
  if (tool.type !== "function") return tool;
  const { type, description = null, name, parameters = null, strict } = tool;
  return { type, description, name, parameters, strict: strict ?? true };
}
