/** Which tools an answer calls, and with what arguments. */

import type { Work } from "../../clock/work.ts";
import type { Settings } from "../../config/settings.ts";
import { alphanumeric, type Random } from "../../random.ts";
import { isRecord } from "../../is_record.ts";
import { callTokensFor } from "../../tokens/call_tokens.ts";
import { hasResultSinceUser } from "../conversation.ts";
import type { HostedTool, Prompt, Tool } from "../prompt.ts";
import { type PlanInput, type Sampler, samplerOf } from "./plan_input.ts";
import type { Script, Segment } from "./segments.ts";

/** The tools that this answer calls; none means that it speaks. */
export function toolsToCall(prompt: Prompt, settings: Settings, random: Random): readonly Tool[] {
  const { tools, toolChoice } = prompt;
  switch (toolChoice.kind) {
    case "none":
      return [];
    case "named":
      return tools.filter((tool) => tool.name === toolChoice.name).slice(0, 1);
    case "required":
      return chooseTools(prompt, settings, random);
    case "auto":
      if (settings.tool_calls === "never") return [];
      if (settings.tool_calls === "auto" && hasResultSinceUser(prompt.conversation)) return [];
      return chooseTools(prompt, settings, random);
  }
}

/** What the service runs itself before this answer, chosen as functions are. */
export function hostedToRun(
  prompt: Prompt,
  settings: Settings,
  random: Random,
): readonly HostedTool[] {
  const { hosted = [] } = prompt;
  const allowed = hosted.find(({ runs }) => runs === "in_any_case");
  if (allowed) return [allowed];
  const names = hosted.map(({ name }) => ({ kind: "function", name }) as const);
  const chosen = toolsToCall({ ...prompt, tools: names }, settings, random);
  return chosen.flatMap(({ name }) => hosted.find((one) => one.name === name) ?? []);
}

/** Writes what these do: each act is a call that nobody else is asked to answer. */
export function writeHosted(
  tools: readonly HostedTool[],
  { model, tokenizer }: PlanInput,
  random: Random,
): readonly Segment[] {
  const acts = tools.flatMap(({ name, acts }) => acts.map((act) => ({ ...act, name })));
  const frame = callTokensFor(model, acts.length);
  return acts.map(({ name, kind, says }, index): Segment => ({
    kind: "call",
    call: { index, id: alphanumeric(random, 24), name, act: kind },
    frameTokens: frame + tokenizer.count(name),
    pieces: tokenizer.cut(says),
  }));
}

/** One tool, by chance; as many calls as a number in `tool_calls` asks for; every tool where parallel calls are asked for. */
function chooseTools(prompt: Prompt, settings: Settings, random: Random): readonly Tool[] {
  const { tools } = prompt;
  if (tools.length === 0) return [];
  const start = Math.floor(random() * tools.length);
  const inTurn = (n: number) =>
    Array.from({ length: n }, (_, i) => tools[(start + i) % tools.length]).filter((tool) =>
      tool !== undefined
    );
  if (prompt.parallelToolCalls === false) return inTurn(1);
  if (typeof settings.tool_calls === "number") return inTurn(settings.tool_calls);
  return inTurn(prompt.parallelToolCalls ? tools.length : 1);
}

/** Arguments are an object whatever their schema says, since that is what those who are called take apart. */
function sampleArguments({ sampleJson }: Sampler, schema: unknown, random: Random): object {
  const value = sampleJson(schema ?? { type: "object" }, random);
  if (isRecord(value)) return value;
  const asObject = isRecord(schema) ? sampleJson({ ...schema, type: "object" }, random) : undefined;
  return isRecord(asObject) ? asObject : {};
}

/** What a tool is given. */
function inputOf(
  tool: Tool,
  sampler: Sampler,
  settings: Settings,
  random: Random,
): string {
  switch (tool.kind) {
    case "function":
      return argumentsText(
        sampleArguments(sampler, tool.parameters, random),
        tool.parameters,
        settings,
      );
    case "text":
      return sampler.sampleText(tool, random);
  }
}

/** Arguments as a model writes them, who may forget what is required, or the last bracket. */
function argumentsText(
  given: object,
  schema: unknown,
  { tool_deltas: wrong = [] }: Settings,
): string {
  const required = isRecord(schema) && Array.isArray(schema.required)
    ? schema.required
    : Object.keys(given);
  const kept = Object.entries(given).filter(([key]) => !required.includes(key));
  const text = JSON.stringify(wrong.includes("missing_keys") ? Object.fromEntries(kept) : given);
  return wrong.includes("invalid_arguments") ? text.slice(0, -1) : text;
}

/** Writes the calls of these tools. */
export function* writeCalls(
  tools: readonly Tool[],
  input: PlanInput,
  random: Random,
): Work<Script> {
  const { model, settings, tokenizer } = input;
  const sampler = samplerOf(input);
  const frame = callTokensFor(model, tools.length);
  const segments: Segment[] = [];
  for (const [index, tool] of tools.entries()) {
    const form = tool.kind === "text" ? { input: "text" } as const : {};
    const call = { index, id: alphanumeric(random, 24), name: tool.name, ...form };
    const text = inputOf(tool, sampler, settings, random);
    segments.push({
      kind: "call",
      call,
      frameTokens: frame + tokenizer.count(tool.name),
      pieces: tokenizer.cut(text),
    });
    yield text.length;
  }
  return { segments, ending: { reason: "tool_calls" } };
}
