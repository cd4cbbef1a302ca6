/** What a request asks for, apart from the protocol it came by. Each dialect reads its body into this. */

import type { Settings } from "../config/settings.ts";
import type { PromptRule } from "../tokens/count_prompt.ts";
import type { Conversation } from "./conversation.ts";

/** What the model may call: a function, which takes JSON, or a tool that takes a text. */
export type Tool = FunctionTool | TextTool;

/** A function that the model may call. */
export interface FunctionTool {
  readonly kind: "function";
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments; absent: no arguments. */
  readonly parameters?: unknown;
}

/** A tool that is given a text, of any form where it has no grammar. */
export interface TextTool {
  readonly kind: "text";
  readonly name: string;
  readonly description?: string;
  readonly grammar?: Grammar;
}

/** What a text has to match: a regular expression as Rust has them, or a grammar in Lark's words. */
export interface Grammar {
  readonly syntax: "regex" | "lark";
  readonly definition: string;
}

/** A tool that the service runs itself: what it does, in order, and what the model says to have each done. */
export interface HostedTool {
  readonly name: string;
  readonly acts: readonly { readonly kind: string; readonly says: string }[];
  /** "in_any_case": the user has given leave; "and_waits": nothing is said after it, since the user is asked for leave. */
  readonly runs?: "in_any_case" | "and_waits";
}

/** Which tools may or must be called. */
export type ToolChoice =
  | { readonly kind: "auto" }
  | { readonly kind: "none" }
  | { readonly kind: "required" }
  | { readonly kind: "named"; readonly name: string };

/** The form that the text must have. */
export type TextFormat =
  | { readonly kind: "text" }
  /** `schema` absent: any JSON object. */
  | { readonly kind: "json"; readonly schema?: unknown };

/** One request, neutral. */
export interface Prompt {
  readonly delivery: "stream" | "whole";
  readonly conversation: Conversation;
  /** How it is counted; absent: as a chat, by the model. */
  readonly countedAs?: PromptRule;
  readonly tools: readonly Tool[];
  /** What the service may run by itself before it answers, where it calls none of `tools`. */
  readonly hosted?: readonly HostedTool[];
  readonly toolChoice: ToolChoice;
  /** `true` asks for several calls at once where several tools are offered; `false` forbids them. */
  readonly parallelToolCalls?: boolean;
  readonly format: TextFormat;
  /** Texts before which the answer stops. */
  readonly stop: readonly string[];
  /** The most completion tokens, reasoning included. */
  readonly maxTokens?: number;
  /** How many answers, `n`. */
  readonly choices: number;
  /** How many tokens are thought before the answer; absent: the model's `reasoning_tokens`. */
  readonly thinkingTokens?: number;
  /** Up to where a cache is to keep it, where the service wants to be told; absent: as far as it can. */
  readonly breakpoints?: Breakpoints;
}

/** Where in a prompt what is before is to be kept; nowhere is an answer, too. */
export interface Breakpoints {
  readonly places: readonly PromptPlace[];
  readonly keptFor: "5m" | "1h";
}

/** A place in a prompt: after so many parts of a turn. The tools are the one part of turn -1, before all others. */
export interface PromptPlace {
  readonly turn: number;
  readonly parts: number;
}

/** How many tokens are thought before the answer to a prompt. */
export function thinkingTokensOf(prompt: Prompt, settings: Settings): number {
  return Math.round(prompt.thinkingTokens ?? settings.reasoning_tokens);
}
