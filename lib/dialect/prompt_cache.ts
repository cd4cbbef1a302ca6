/** How much of a prompt its model has read lately, with `prompt_cache`: counted, read faster, and told in `usage`. */

import type { Settings } from "../config/settings.ts";
import type { CachedTokens } from "../plan/plan.ts";
import type { PromptPlace } from "../plan/prompt.ts";
import { type PromptBlock, promptBlocks } from "../plan/prompt_blocks.ts";
import { tokensUpTo } from "../plan/prompt_tokens.ts";
import type { Deps } from "./deps.ts";
import type { ReadPrompt } from "./read_prompt.ts";

/** A prefix of fewer tokens is not kept, and kept ones are found again in steps of so many (docs/wire.md §11). */
const LEAST_TOKENS = 1024;
const STEP_TOKENS = 128;

/** How long a prefix is kept that is not asked for again (docs/wire.md §11). */
const KEPT_MS = { "5m": 5 * 60_000, "1h": 60 * 60_000 } as const;

/** So many parts before a breakpoint are looked through for what was kept (docs/wire.md §11). */
const LOOK_BACK = 20;

/** What of a prompt, which is to be cached, was kept before, and what is kept from now on; nothing where neither is any. */
export async function lookUpPrompt(
  { shared, turns }: Deps,
  { model, settings }: { readonly model: string; readonly settings: Settings },
  read: ReadPrompt,
  apiKey: string | undefined,
): Promise<CachedTokens | undefined> {
  const { prompt, promptTokens } = read;
  if (promptTokens < LEAST_TOKENS) return undefined;
  const blocks: PromptBlock[] = [];
  for (const block of promptBlocks(prompt, `${model} ${apiKey ?? ""}`)) {
    blocks.push(block);
    if (turns.spent()) await turns.next();
  }
  const countUpTo = (block: PromptBlock | undefined) =>
    block === undefined ? 0 : tokensUpTo(block, prompt, model, settings, read.tokenizer);
  const { breakpoints } = prompt;
  if (!breakpoints) {
    const names = blocks.map(({ name }) => name);
    const found = await shared.see(names, names, KEPT_MS["5m"]);
    const isWhole = found === blocks.length - 1;
    // What comes after the prompt is new, so at least a token is read.
    const tokens = isWhole ? promptTokens - 1 : await countUpTo(blocks[found]);
    return cached(tokens - tokens % STEP_TOKENS, 0, "5m");
  }
  const ends = blocks.filter(({ place }) => place !== undefined);
  const marked = breakpoints.places.map((place) => ends.findIndex((end) => isAt(end, place)))
    .filter((at) => at >= 0);
  const asked = ends.filter((_, i) => marked.some((at) => i <= at && i > at - LOOK_BACK));
  const kept = ends.filter((_, i) => marked.includes(i));
  const { keptFor } = breakpoints;
  const found = await shared.see(namesOf(asked), namesOf(kept), KEPT_MS[keptFor]);
  const [before, all] = [await countUpTo(asked[found]), await countUpTo(kept.at(-1))];
  return cached(before, all < LEAST_TOKENS ? 0 : all - Math.min(all, before), keptFor);
}

function cached(
  readTokens: number,
  writtenTokens: number,
  keptFor: CachedTokens["keptFor"],
): CachedTokens | undefined {
  const tokens = readTokens < LEAST_TOKENS ? 0 : readTokens;
  return tokens + writtenTokens === 0 ? undefined : { readTokens: tokens, writtenTokens, keptFor };
}

function isAt({ place }: PromptBlock, { turn, parts }: PromptPlace): boolean {
  return place?.turn === turn && place.parts === parts;
}

function namesOf(blocks: readonly PromptBlock[]): readonly string[] {
  return blocks.map(({ name }) => name);
}
