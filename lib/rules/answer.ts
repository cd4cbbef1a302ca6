/** What a rule that holds answers: its parts with all values in them, and the settings that stand beside them. */

import type { Overrides } from "../config/config.ts";
import { isContentKey, type ReplyPart, type RuleEntry } from "../config/rules/rule_schema.ts";
import { isTemplate, render, renderJson } from "../config/rules/template.ts";
import type { SaidPart } from "../plan/say/said_part.ts";
import type { Prompt } from "../plan/prompt.ts";

/** The parts of a rule's nth answer, from 1: of several replies each in turn, and the last stays. */
export function replyOf({ reply, replies = [] }: RuleEntry, nth: number): readonly ReplyPart[] {
  return reply ?? replies[Math.min(nth, replies.length) - 1] ?? [];
}

/** The settings that stand beside the parts; they are the whole answer's. */
export function settingsOf(parts: readonly ReplyPart[]): Overrides {
  const pairs = parts.flatMap((part) =>
    Object.entries(part).filter(([key]) => !isContentKey(key) && key !== "arguments")
  );
  return Object.fromEntries(pairs);
}

/** What parts are filled with. */
export interface Filling {
  /** The values of templates; asked for only where there is one. */
  view(): Readonly<Record<string, unknown>>;
  /** What `echo` says. */
  readonly user: string;
  /** What files hold, by path. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What the parts say; nothing where they are settings alone, and the answer is what it would be without the rule. */
export function saidParts(
  parts: readonly ReplyPart[],
  filling: Filling,
): readonly SaidPart[] | undefined {
  const said = parts.flatMap((part) => saidPart(part, filling) ?? []);
  return said.length === 0 ? undefined : said;
}

function saidPart(part: ReplyPart, filling: Filling): SaidPart | undefined {
  const { text, reasoning, refusal, json, response, file, call, echo } = part;
  if (text !== undefined) return { kind: "text", text: filled(text, filling) };
  if (reasoning !== undefined) return { kind: "reasoning", text: filled(reasoning, filling) };
  if (refusal !== undefined) return { kind: "refusal", text: filled(refusal, filling) };
  if (json !== undefined) return { kind: "text", text: filledJson(json, filling) };
  if (response !== undefined) return { kind: "response", name: response };
  if (file !== undefined) return { kind: "text", text: filling.texts[file] ?? "" };
  if (echo) return { kind: "text", text: filling.user };
  if (call === undefined) return undefined;
  const given = part.arguments ?? {};
  const input = typeof given === "string" ? filled(given, filling) : filledJson(given, filling);
  return { kind: "call", name: call, arguments: input };
}

function filled(text: string, { view }: Filling): string {
  return isTemplate(text) ? render(text, view()) : text;
}

function filledJson(value: unknown, { view }: Filling): string {
  const text = JSON.stringify(value);
  return isTemplate(text) ? JSON.stringify(renderJson(value, view())) : text;
}

/** What does not fit what was asked, and is said all the same: a service would not say it. */
export function misfitsOf(
  said: readonly SaidPart[],
  { tools, toolChoice, parallelToolCalls }: Prompt,
): readonly string[] {
  const calls = said.flatMap((part) => part.kind === "call" ? [part.name] : []);
  const offered = new Set(tools.map(({ name }) => name));
  const unknown = [...new Set(calls)].filter((name) => !offered.has(name));
  return [
    ...unknown.map((name) => `It calls '${name}', a tool that was not offered.`),
    ...calls.length > 0 && toolChoice.kind === "none"
      ? ["It makes a call where tool_choice is none."]
      : [],
    ...calls.length > 1 && parallelToolCalls === false
      ? ["It makes several calls where parallel ones are forbidden."]
      : [],
  ];
}
