import { encode as encodeO200k } from "gpt-tokenizer/encoding/o200k_base";
import { encode as encodeCl100k } from "gpt-tokenizer/encoding/cl100k_base";
import o200k from "gpt-tokenizer/bpeRanks/o200k_base";
import cl100k from "gpt-tokenizer/bpeRanks/cl100k_base";

export interface Message {
  readonly role: string;
  readonly content: string;
  readonly name?: string;
}

const CL100K = /^(gpt-4$|gpt-4-|gpt-3\.5-turbo|text-embedding-)/;
const REASONING = /^(gpt-5|o1|o3|o4)/;

/** How many tokens the model's encoding makes of a text. */
export function tokens(model: string, text: string): number {
  return encoded(model, text).length;
}

export function encoded(model: string, text: string): number[] {
  return CL100K.test(model) ? encodeCl100k(text) : encodeO200k(text);
}

/** The cookbook rule (docs/wire.md §7): three a message, three at the end, two for reasoning models. */
export function promptTokens(model: string, messages: readonly Message[]): number {
  const priming = REASONING.test(model) ? 2 : 3;
  return messages.reduce((sum, { role, content, name }) => {
    const named = name === undefined ? 0 : 1 + tokens(model, name);
    return sum + 3 + tokens(model, role) + tokens(model, content) + named;
  }, priming);
}

/** A text cut as it is streamed: a token each, held back until its bytes complete a character. */
export function pieces(model: string, text: string): string[] {
  const ranks = CL100K.test(model) ? cl100k : o200k;
  const cut: string[] = [];
  let held: number[] = [];
  for (const token of encoded(model, text)) {
    const rank = ranks[token] ?? "";
    held.push(...(typeof rank === "string" ? new TextEncoder().encode(rank) : rank));
    const piece = whole(held);
    if (piece === undefined) continue;
    cut.push(piece);
    held = [];
  }
  return cut;
}

function whole(bytes: readonly number[]): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(new Uint8Array(bytes));
  } catch {
    return undefined;
  }
}
