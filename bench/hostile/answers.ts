/** Answers as long as may be. */

import {
  chat,
  completion,
  type HostileCases,
  messages,
  MILLION,
  responses,
  speaking,
} from "./ask.ts";

export const ANSWERS: HostileCases = {
  "300,000 tokens, streamed": { ask: () => chat({ ...speaking(300_000), stream: true }) },
  "300,000 tokens, whole": { ask: () => chat(speaking(300_000)) },
  "a million tokens, streamed": { ask: () => chat({ ...MILLION, stream: true }) },
  "a million tokens, whole": { ask: () => chat(MILLION) },
  "a million tokens, whole, responses": { ask: () => responses(MILLION) },
  "a million tokens, streamed, responses": { ask: () => responses({ ...MILLION, stream: true }) },
  "a million tokens, whole, messages": { ask: () => messages(MILLION) },
  "a million tokens, whole, completions": {
    ask: () => completion({ ...MILLION }),
  },
  "128 choices of 7,000 tokens": { ask: () => chat({ n: 128, ...speaking(7000) }) },
  "a million tokens, in chunks of 10,000": {
    ask: () => chat({ ...speaking(999_000, { tokens_per_chunk: 10_000 }), stream: true }),
  },
  "100,000 tokens of thinking": { ask: () => chat({ mock: { reasoning_tokens: 100_000 } }) },
  "100,000 tokens with logprobs": {
    ask: () => chat({ ...speaking(100_000), logprobs: true, top_logprobs: 2 }),
  },
  "a million tokens, jittered": {
    ask: () => chat({ ...speaking(999_000, { jitter: 0.5 }), stream: true }),
  },
  "a million tokens, stopped": {
    ask: () => chat({ ...MILLION, stop: ["zzzz", "qqqq"], stream: true }),
  },
};
