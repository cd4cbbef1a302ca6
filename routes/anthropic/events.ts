/** A message as a stream of events (docs/wire.md §6). */

import type { Answer } from "../../lib/dialect/dialect.ts";
import type { StreamWriter } from "../../lib/stream/writer.ts";
import { type Block, blockKey, blockOf, event } from "./blocks.ts";
import type { MessagesBody } from "./body.ts";
import { messageJson, NOT_STOPPED, stopOf, tellsThinking } from "./message_json.ts";
import { errorJson } from "./provider.ts";
import { finalUsageJson } from "./usage.ts";

/** Writes the events of one message. */
export function eventWriter(answer: Answer<MessagesBody>): StreamWriter {
  const { plan, body, settings } = answer;
  const shown = tellsThinking(body);
  let hasBegun = false;
  let isRefusal = false;
  let block: Block | undefined;
  const begin = (): readonly string[] => {
    if (hasBegun) return [];
    hasBegun = true;
    return [
      event("message_start", {
        message: messageJson(answer, [], NOT_STOPPED, Math.min(1, answer.body.max_tokens)),
      }),
    ];
  };
  return {
    begin: () => settings.role_chunk === "at_once" ? begin() : [],
    delta({ delta }) {
      const start = begin();
      let data = "";
      if (block?.key !== blockKey(delta)) {
        const next: Block = blockOf(delta, block ? block.index + 1 : 0, plan);
        data = (block?.closing ?? "") + next.opening;
        block = next;
      }
      if (delta.kind === "refusal") isRefusal = true;
      if (shown || delta.kind !== "reasoning") data += block.delta(delta);
      return data === "" ? start : [...start, data];
    },
    end(ends, usage) {
      const stop = ends.map(({ end }) => stopOf(end, isRefusal))[0] ?? NOT_STOPPED;
      const end = { delta: stop, usage: finalUsageJson(answer, usage) };
      const data = (block?.closing ?? "") + event("message_delta", end) + event("message_stop", {});
      return [...begin(), data];
    },
    // The real one may name the request, too; without that, a seed repeats the bytes.
    error: (error) => [event("error", { error: { details: null, ...errorJson(error) } })],
  };
}
