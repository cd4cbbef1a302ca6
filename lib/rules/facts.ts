/** What rules look at of a request, each thing read when the first rule asks for it. */

import { once } from "../config/once.ts";
import {
  callsOfTurn,
  type Conversation,
  resultsOfTurn,
  textOfTurn,
  type Turn,
} from "../plan/conversation.ts";
import type { Prompt } from "../plan/prompt.ts";

/** A request as rules are given it. */
export interface Asked {
  readonly model: string;
  readonly dialect: string;
  readonly headers: Headers;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The session that it names. */
  readonly session: string | undefined;
  /** Its number in its session, from 1; 0 where nobody counts. */
  readonly request: number;
  readonly prompt: Prompt;
}

/** A text, and the same in lower case. */
export interface TextFact {
  readonly text: string;
  readonly lower: string;
}

/** What a tool gave back. */
export interface ResultFact extends TextFact {
  /** The tool's name, where the conversation says it. */
  readonly name: string | undefined;
}

/** What is known of a request. */
export interface Facts {
  readonly asked: Asked;
  /** What the user said last. */
  user(): TextFact;
  /** All instructions together. */
  system(): TextFact;
  /** What each turn says. */
  messages(): readonly TextFact[];
  /** Which answer of its conversation this is, from 1. */
  turn(): number;
  /** What tools have given back since the last answer. */
  results(): readonly ResultFact[];
  /** The names of the tools that are offered. */
  tools(): ReadonlySet<string>;
  format(): "text" | "json_object" | "json_schema";
  /** Whether the answer is asked for as a stream. */
  streams(): boolean;
  /** Whether the user's last turn has such a part. */
  has(kind: "image" | "audio"): boolean;
}

/** Reads a request as far as it is asked. */
export function factsOf(asked: Asked): Facts {
  const { conversation, tools, hosted = [], format, delivery } = asked.prompt;
  const userTurn = once(() => conversation.findLast(isSpokenByUser));
  return {
    asked,
    user: once(() => textFact(textOfLast(conversation))),
    system: once(() => textFact(conversation.filter(isInstruction).map(textOfTurn).join("\n"))),
    messages: once(() => conversation.map((turn) => textFact(textOfTurn(turn)))),
    turn: once(() => countAnswers(conversation) + 1),
    results: once(() => resultsToAnswer(conversation)),
    tools: once(() => new Set([...tools, ...hosted].map(({ name }) => name))),
    format: () =>
      format.kind === "text" ? "text" : format.schema === undefined ? "json_object" : "json_schema",
    streams: () => delivery === "stream",
    has: (kind) => userTurn()?.parts.some((part) => part.kind === kind) ?? false,
  };
}

function textFact(text: string): TextFact {
  return { text, lower: text.toLowerCase() };
}

function isInstruction({ role }: Turn): boolean {
  return role === "system" || role === "developer";
}

/** A turn that the user spoke, and not one that only carries results. */
function isSpokenByUser(turn: Turn): boolean {
  return turn.role === "user" && turn.parts.some(({ kind }) => kind !== "result");
}

function textOfLast(conversation: Conversation): string {
  const spoken = conversation.findLast((turn) => turn.role === "user" && textOfTurn(turn) !== "");
  return spoken ? textOfTurn(spoken) : "";
}

/** Turns of the assistant that follow each other are one answer. */
function countAnswers(conversation: Conversation): number {
  return conversation.filter(({ role }, i) =>
    role === "assistant" && conversation[i - 1]?.role !== "assistant"
  ).length;
}

function resultsToAnswer(conversation: Conversation): readonly ResultFact[] {
  const last = conversation.findLastIndex(({ role }) => role === "assistant");
  const results = conversation.slice(last + 1).flatMap(resultsOfTurn);
  if (results.length === 0) return [];
  const names = new Map(
    conversation.flatMap(callsOfTurn).flatMap(({ id, name }) =>
      id === undefined ? [] : [[id, name] as const]
    ),
  );
  return results.map(({ callId, name, text }) => ({
    ...textFact(text),
    name: name ?? (callId === undefined ? undefined : names.get(callId) ?? callId),
  }));
}
