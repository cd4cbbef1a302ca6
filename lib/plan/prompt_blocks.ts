/** A prompt in blocks, each with a name that tells it and all before it from others: what a service may find again in its cache. */

import { partText } from "./prompt_tokens.ts";
import type { Part } from "./conversation.ts";
import type { Prompt, PromptPlace } from "./prompt.ts";
import { toolsPromptText } from "../tokens/tools_prompt_text.ts";

/** One block. */
export interface PromptBlock {
  /** The same for two prompts only where they are the same up to its end. */
  readonly name: string;
  /** Where it ends, where it ends with a part. */
  readonly place?: PromptPlace;
  readonly turn: number;
  /** How many characters of its turn's text, or of the tools', have been told by its end. */
  readonly characters: number;
}

/** A block has at most so many characters, about 64 tokens: half of the steps in which cached tokens are counted. */
const MOST_CHARACTERS = 256;

/** The blocks of a prompt in order, for one owner; those of another have other names. */
export function* promptBlocks(prompt: Prompt, owner: string): Generator<PromptBlock> {
  const chain = namesInChain();
  chain.add(`${owner}\n`);
  if (prompt.tools.length > 0) {
    yield* blocksOf(chain, [{ kind: "text", text: toolsPromptText(prompt.tools) }], -1);
  }
  for (const [turn, { role, name = "", parts }] of prompt.conversation.entries()) {
    chain.add(`\n${role} ${name}\n`);
    yield* blocksOf(chain, parts, turn);
  }
}

function* blocksOf(
  chain: Chain,
  parts: readonly Part[],
  turn: number,
): Generator<PromptBlock> {
  let characters = 0;
  for (const [at, part] of parts.entries()) {
    const text = partText(part);
    chain.add(`[${part.kind} ${part.kind === "tokens" ? part.count : ""}]`);
    for (let from = 0; from === 0 || from < text.length; from += MOST_CHARACTERS) {
      const piece = text.slice(from, from + MOST_CHARACTERS);
      chain.add(piece);
      characters += piece.length;
      const isLast = from + MOST_CHARACTERS >= text.length;
      const name = chain.name();
      yield { name, turn, characters, ...(isLast ? { place: { turn, parts: at + 1 } } : {}) };
    }
  }
}

/** Names that depend on all that was added before. */
interface Chain {
  add(text: string): void;
  name(): string;
}

/** FNV-1a twice, with two multipliers, 64 bits together. */
function namesInChain(): Chain {
  let [one, other] = [0x811c9dc5, 0x9747b28c];
  return {
    add(text) {
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        one = Math.imul(one ^ code, 0x01000193);
        other = Math.imul(other ^ code ^ (one >>> 15), 0x5bd1e995);
      }
    },
    name: () => `${(one >>> 0).toString(36)}.${(other >>> 0).toString(36)}`,
  };
}
