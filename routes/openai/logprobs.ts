/** Log probabilities: plausible, one entry a token, always the same for the same plan. */

import { badRequest } from "../../lib/api_error.ts";
import type { Answer } from "../../lib/dialect/dialect.ts";
import type { Choice, Delta, Plan } from "../../lib/plan/plan.ts";
import { hashText, seededRandom } from "../../lib/random.ts";
import { MOST_TOLD_APART } from "../../lib/plan/told_plan.ts";
import { byteLengthsOf } from "../../lib/plan/say/segments.ts";
import type { Piece } from "../../lib/tokens/tokenizer.ts";
import type { ChatBody } from "./chat/body.ts";

/** One token with its log probability and its rivals. */
export interface TokenLogprob {
  readonly token: string;
  readonly logprob: number;
  /** UTF-8. */
  readonly bytes: readonly number[];
  readonly top_logprobs: readonly Omit<TokenLogprob, "top_logprobs">[];
}

/** The `logprobs` values of one completion, as JSON texts for chunks and as data for whole answers. */
export interface LogprobsFor {
  /** What the first chunk of a text says … */
  readonly empty: string;
  /** … and that of a refusal. */
  readonly empty_refusal: string;
  /** What chunks say that have none. */
  readonly null: "null";
  of(delta: Delta): string;
  whole(choice: Choice): unknown;
}

/** What stands beside a chosen token. */
const RIVALS = [
  " the",
  " a",
  " and",
  ",",
  ".",
  " to",
  " of",
  " in",
  " is",
  " that",
  "\n",
  " it",
  " for",
  " I",
  " with",
  " on",
  "The",
  " as",
  " you",
  " be",
  " this",
];

/** The logprobs of a chat completion; `null` throughout where they are not asked for. */
export function logprobsOf({ plan, body }: Answer<ChatBody>): LogprobsFor {
  if (!body.logprobs) {
    return {
      empty: "null",
      empty_refusal: "null",
      null: "null",
      of: () => "null",
      whole: () => null,
    };
  }
  const entries = (piece: Piece) => tokenLogprobs(piece, body.top_logprobs ?? 0, plan.seed);
  return {
    empty: '{"content":[],"refusal":null}',
    empty_refusal: '{"content":null,"refusal":[]}',
    null: "null",
    of(delta) {
      if (delta.kind === "text") {
        return JSON.stringify({ content: entries(delta.piece), refusal: null });
      }
      if (delta.kind === "refusal") {
        return JSON.stringify({ content: null, refusal: entries(delta.piece) });
      }
      return "null";
    },
    whole(choice) {
      refuseLongLists(plan, body.top_logprobs ?? 0);
      const of = (kind: Delta["kind"]) =>
        [...choice.deltas].flatMap(({ value }) =>
          value.kind === kind && "piece" in value ? entries(value.piece) : []
        );
      const [content, refusal] = [of("text"), of("refusal")];
      if (content.length + refusal.length === 0) return null;
      return refusal.length > 0 ? { content: null, refusal } : { content, refusal: null };
    },
  };
}

/** The most entries that one JSON value lists, rivals included: they take 40 ms and 6 MB. */
const MOST_ENTRIES = 50_000;

/** Throws where one JSON value would list the logprobs of a whole plan and be too long for it; a stream has no such end. */
export function refuseLongLists({ usage }: Plan, top: number): void {
  const tokens = usage.completionTokens;
  const most = Math.min(MOST_TOLD_APART, Math.floor(MOST_ENTRIES / (1 + top)));
  if (tokens <= most) return;
  throw badRequest(
    `Cannot list the log probabilities of ${tokens} tokens, with ${top} others each, in one answer, but of ${most}: ` +
      "ask for a shorter one, for fewer, or for a stream of chat chunks.",
    "logprobs",
  );
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const RIVAL_BYTES: ReadonlyMap<string, readonly number[]> = new Map(
  RIVALS.map((rival) => [rival, [...encoder.encode(rival)]]),
);

/**
 * The entries of a piece's tokens. A token that is part of a character is written as OpenAI writes it, `bytes:\xf0\x9f`.
 */
export function tokenLogprobs(piece: Piece, top: number, seed: number): readonly TokenLogprob[] {
  const bytes = encoder.encode(piece.text);
  let start = 0;
  return byteLengthsOf(piece).map((length, i) => {
    const own = bytes.slice(start, start += length);
    const random = seededRandom(seed ^ hashText(piece.text) ^ i);
    const logprob = -1e-6 - 2 * random() ** 4;
    const token = tokenText(own);
    const chosen = { token, logprob, bytes: [...own] };
    return {
      ...chosen,
      top_logprobs: top === 0 ? [] : [chosen, ...rivals(token, logprob, top - 1, random)],
    };
  });
}

/** `n` other tokens, each less likely than the one before it, and all together no likelier than what is left to them. */
function rivals(
  token: string,
  logprob: number,
  n: number,
  random: () => number,
): readonly Omit<TokenLogprob, "top_logprobs">[] {
  const start = Math.floor(random() * RIVALS.length);
  let probability = Math.exp(logprob);
  let left = 1 - probability;
  return RIVALS
    .map((_, i) => RIVALS[(start + i) % RIVALS.length] ?? "")
    .filter((rival) => rival !== token)
    .slice(0, n)
    .map((rival) => {
      probability = Math.min(probability, left) * (0.4 + random() * 0.4);
      left -= probability;
      return { token: rival, logprob: Math.log(probability), bytes: RIVAL_BYTES.get(rival) ?? [] };
    });
}

function tokenText(bytes: Uint8Array): string {
  const text = decoder.decode(bytes);
  if (!text.includes("\ufffd")) return text;
  return `bytes:${[...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("")}`;
}
