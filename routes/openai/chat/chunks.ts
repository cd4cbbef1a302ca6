/** A chat completion as a stream of chunks (docs/wire.md §2). */

import type { Answer } from "../../../lib/dialect/dialect.ts";
import { type Choice, type Delta, saidBy } from "../../../lib/plan/plan.ts";
import { DONE } from "../../../lib/stream/framing.ts";
import type { StreamWriter } from "../../../lib/stream/writer.ts";
import { servedTier } from "../generation_keys.ts";
import { logprobsOf } from "../logprobs.ts";
import { hidesThinking } from "../model_kinds.ts";
import { obfuscator } from "../obfuscation.ts";
import type { ChatBody } from "./body.ts";
import { deltaJson, openingOf } from "./deltas.ts";
import { isSpoken } from "./audio_request.ts";
import { audioDeltas } from "./spoken.ts";
import {
  completionId,
  fingerprintOf,
  finishReason,
  isVisible,
  showsThinking,
  usageJson,
} from "./fields.ts";

/** Writes the chunks of one completion. */
export function chunkWriter(answer: Answer<ChatBody>): StreamWriter {
  const { plan, body, settings } = answer;
  const asked = body.stream_options?.include_usage === true;
  // The document puts usage into the last chunk; `stream_options`, or strict, asks for the real API's way.
  const inLast = showsThinking(settings) || (body.stream_options === undefined && !settings.strict);
  const noUsage = asked ? ',"usage":null' : "";
  const logprobs = logprobsOf(answer);
  const chunk = chunkText(answer);
  const audio = isSpoken(body)
    ? plan.choices.map((choice, index) => audioDeltas(choice, index, answer))
    : [];
  const began = new Set<number>();
  /** Choices whose first call has been told along with the role. */
  const callTold = new Set<number>();

  const open = (index: number, first: Delta | undefined): string => {
    const choice = plan.choices[index];
    const isLone = first?.kind === "call" && choice !== undefined && isLoneCall(choice);
    const opening = openingOf(first, isLone, body);
    began.add(index);
    if (opening.tellsCall) callTold.add(index);
    const listed = logprobs[opening.logprobs];
    return chunk.delta(index, opening.delta, listed, "null", noUsage);
  };

  const tell = (index: number, delta: Delta): readonly string[] => {
    if (delta.kind === "call" && callTold.delete(index)) return [];
    const spoken = delta.kind === "text" ? audio[index]?.of(delta) : undefined;
    if (spoken) return spoken.map((json) => chunk.delta(index, json, "null", "null", noUsage));
    const json = deltaJson(delta, body, settings);
    return [chunk.delta(index, json, logprobs.of(delta), "null", noUsage)];
  };

  return {
    begin: () =>
      settings.role_chunk === "at_once"
        ? plan.choices.map((choice, index) => open(index, firstVisible(choice, answer)))
        : [],
    delta({ index, delta }) {
      if (!isVisible(delta, settings)) return [];
      if (began.has(index)) return tell(index, delta);
      const opening = open(index, delta);
      return [opening, ...tell(index, delta)];
    },
    end(ends, usage) {
      const told = `,"usage":${JSON.stringify(usageJson(usage))}`;
      const empty = showsThinking(settings) ? '{"content":"","reasoning_content":null}' : "{}";
      const texts = ends.flatMap(({ index, end }) => {
        const opening = began.has(index) ? [] : [open(index, undefined)];
        const finish = JSON.stringify(finishReason(end, body));
        const isLast = index === ends.length - 1;
        const tail = isLast && inLast ? told : noUsage;
        const spoken = audio[index]?.end() ?? [];
        const ended = spoken.map((json) => chunk.delta(index, json, "null", "null", noUsage));
        return [...opening, ...ended, chunk.delta(index, empty, "null", finish, tail)];
      });
      return [...texts, (asked && !inLast ? chunk.usage(told) : "") + DONE];
    },
  };
}

/** Writes single chunks; what is the same in all of them is made once. */
interface ChunkText {
  delta(index: number, delta: string, logprobs: string, finish: string, usage: string): string;
  /** The chunk without choices, behind the last. */
  usage(usage: string): string;
}

function chunkText(answer: Answer<ChatBody>): ChunkText {
  const { plan, body, settings } = answer;
  const obfuscate = obfuscator(plan.seed, body.stream_options);
  const head = flat(
    `data: {"id":${JSON.stringify(completionId(answer))}`,
    `,"object":"chat.completion.chunk","created":${plan.created}`,
    `,"model":${JSON.stringify(plan.model)},"service_tier":${
      JSON.stringify(servedTier(body.service_tier))
    }`,
    `,"system_fingerprint":${JSON.stringify(fingerprintOf(plan, settings))},"choices":[`,
  );
  const lead = plan.choices.map((_, index) => flat(head, `{"index":${index},"delta":`));
  const hidden = hidesThinking(settings);
  const tail = (logprobs: string, finish: string, usage: string) =>
    flat(hidden ? "" : `,"logprobs":${logprobs}`, `,"finish_reason":${finish}}]`, usage);
  let usual: { readonly usage: string; readonly tail: string } | undefined;
  const usualTail = (usage: string) => {
    if (usual?.usage !== usage) usual = { usage, tail: tail("null", "null", usage) };
    return usual.tail;
  };
  return {
    delta(index, delta, logprobs, finish, usage) {
      const after = logprobs === "null" && finish === "null"
        ? usualTail(usage)
        : tail(logprobs, finish, usage);
      return `${lead[index]}${delta}${after}${obfuscate()}}\n\n`;
    },
    usage: (usage) => `${head}]${usage}${obfuscate()}}\n\n`,
  };
}

function isLoneCall(choice: Choice): boolean {
  return saidBy(choice).calls.length === 1;
}

function firstVisible(choice: Choice, { settings }: Answer<ChatBody>): Delta | undefined {
  for (const { value } of choice.deltas) if (isVisible(value, settings)) return value;
  return undefined;
}

/** Joins texts. Added up instead, they would be a chain that V8 walks again for every event that they are part of. */
function flat(...texts: readonly string[]): string {
  return texts.join("");
}
