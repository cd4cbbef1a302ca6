/** What Azure's content filters say of prompts and answers, all of it harmless (docs/wire.md §9). */

import type { Answer, Dialect } from "../../lib/dialect/dialect.ts";
import { dataEvent } from "../../lib/stream/framing.ts";
import type { StreamWriter } from "../../lib/stream/writer.ts";
import { chat } from "../openai/chat/chat.ts";
import type { ChatBody } from "../openai/chat/body.ts";

/** The chat protocol with the filters' results in it. */
export const filtered: Dialect<ChatBody> = { ...chat, whole, writer };

const SAFE = { filtered: false, severity: "safe" } as const;
const RESULTS = { hate: SAFE, self_harm: SAFE, sexual: SAFE, violence: SAFE };
const PROMPT_RESULTS = [{
  prompt_index: 0,
  content_filter_results: {
    hate: SAFE,
    jailbreak: { filtered: false, detected: false },
    self_harm: SAFE,
    sexual: SAFE,
    violence: SAFE,
  },
}];

/** Comes before the first chunk that has choices. */
const FIRST_CHUNK = dataEvent(JSON.stringify({
  choices: [],
  created: 0,
  id: "",
  model: "",
  object: "",
  prompt_filter_results: PROMPT_RESULTS,
}));

function whole(answer: Answer<ChatBody>): unknown {
  const completion = chat.whole(answer);
  if (typeof completion !== "object" || completion === null || !("choices" in completion)) {
    return completion;
  }
  const { choices } = completion;
  return {
    ...completion,
    choices: Array.isArray(choices)
      ? choices.map((choice) => ({ content_filter_results: RESULTS, ...choice }))
      : choices,
    prompt_filter_results: PROMPT_RESULTS,
  };
}

/** Writes chat's chunks; what a chunk tells has been looked at by the filters, its role and its end have not. */
function writer(answer: Answer<ChatBody>): StreamWriter {
  const inner = chat.writer(answer);
  let hasBegun = false;
  const begun = (texts: readonly string[]): readonly string[] => {
    if (hasBegun || texts.length === 0) return texts;
    hasBegun = true;
    return [FIRST_CHUNK, ...texts];
  };
  return {
    begin: () => begun((inner.begin?.() ?? []).map((text) => withResults(text, UNSEEN))),
    delta(step) {
      const texts = inner.delta(step);
      const last = texts.length - 1;
      return begun(texts.map((text, i) => withResults(text, i === last ? SEEN : UNSEEN)));
    },
    end: (ends, usage) => begun(inner.end(ends, usage).map((text) => withResults(text, UNSEEN))),
  };
}

const UNSEEN = '"choices":[{"content_filter_results":{},"index":';
const SEEN = `"choices":[{"content_filter_results":${JSON.stringify(RESULTS)},"index":`;

/** Puts the results into a chunk's choice. What comes before it in the text is all our own or escaped. */
function withResults(chunk: string, results: string): string {
  return chunk.replace('"choices":[{"index":', () => results);
}
