/** Spoken answers: `modalities` with `audio`. The text of the answer is the transcript, and each of its tokens a bit of sound. */

import type { Answer } from "../../../lib/dialect/dialect.ts";
import { type Choice, type Delta, saidBy } from "../../../lib/plan/plan.ts";
import { alphanumeric, hashText, seededRandom } from "../../../lib/random.ts";
import type { ChatBody } from "./body.ts";
import { soundFile } from "./tone.ts";

/** The most slices that a file has, some ten seconds; what is said after that has no sound. */
const MOST_SLICES = 500;

/** How long the real service keeps an audio for, in seconds. */
const KEPT_SECONDS = 3600;

/** `message.audio` of a choice; absent where it says nothing. */
export function wholeAudio(
  choice: Choice,
  index: number,
  answer: Answer<ChatBody>,
): object | undefined {
  const { head, slice, slices } = fileOf(choice, answer.body);
  if (slices === 0) return undefined;
  return {
    id: audioId(index, answer),
    data: head + slice.repeat(slices),
    expires_at: expiresAt(answer),
    transcript: saidBy(choice).text,
  };
}

/** The `delta` objects of what is spoken, as JSON texts. */
export interface AudioDeltas {
  /** Those of a text: its transcript, then its sound. */
  of(delta: Extract<Delta, { kind: "text" }>): readonly string[];
  /** That of the end; none where nothing was said. */
  end(): readonly string[];
}

/** Writes the deltas of one choice. */
export function audioDeltas(choice: Choice, index: number, answer: Answer<ChatBody>): AudioDeltas {
  const id = JSON.stringify(audioId(index, answer));
  const { head, slice } = fileOf(choice, answer.body);
  let told = 0;
  return {
    of({ piece }) {
      const transcript = `{"audio":{"id":${id},"transcript":${JSON.stringify(piece.text)}}}`;
      const own = Math.min(piece.tokens, MOST_SLICES - told);
      const data = (told === 0 ? head : "") + slice.repeat(own);
      told += own;
      return own > 0 ? [transcript, `{"audio":{"id":${id},"data":"${data}"}}`] : [transcript];
    },
    end: () => told === 0 ? [] : [`{"audio":{"expires_at":${expiresAt(answer)}}}`],
  };
}

function fileOf(choice: Choice, { audio }: ChatBody) {
  let tokens = 0;
  for (const { value } of choice.deltas) {
    if (value.kind === "text") tokens += value.piece.tokens;
    if (tokens >= MOST_SLICES) break;
  }
  const slices = Math.min(tokens, MOST_SLICES);
  return { ...soundFile(audio?.format ?? "wav", slices), slices };
}

function audioId(index: number, { plan }: Answer<ChatBody>): string {
  return `audio_${alphanumeric(seededRandom(hashText(`${plan.id}${index}`)), 24)}`;
}

function expiresAt({ plan }: Answer<ChatBody>): number {
  return plan.created + KEPT_SECONDS;
}
