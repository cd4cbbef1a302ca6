/** What a moderations request may say. */

import { z } from "zod";
import type { RawRequest } from "../../../lib/dialect/dialect.ts";
import type { RefuseIfStrict } from "../../../lib/dialect/objections.ts";
import { missing } from "../issue_words.ts";
import { named, parseOpenAi } from "../validation.ts";

const part = z.union([
  z.looseObject({ type: z.literal("text"), text: z.string() }),
  z.looseObject({ type: z.literal("image_url"), image_url: z.looseObject({ url: z.string() }) }),
]);

/** A text or an image. */
export type Part = z.output<typeof part>;

/** The most texts or parts of one request. */
const MOST_INPUTS = 2048;

/** One text, several, or the parts of one thing to be judged. */
type Input = string | readonly string[] | readonly Part[];

// Looked through by hand, so that of ten million entries the first wrong one is enough.
const input = named(
  z.custom<Input>().check(({ value, issues }) => {
    if (!isInput(value)) issues.push({ code: "invalid_type", expected: "string", input: value });
    else if (typeof value === "string") return;
    else if (value.length === 0) {
      issues.push({ code: "too_small", origin: "array", minimum: 1, input: value });
    } else if (value.length > MOST_INPUTS) {
      issues.push({ code: "too_big", origin: "array", maximum: MOST_INPUTS, input: value });
    }
  }),
  "one of a string, array of strings, or array of objects",
);

function isInput(value: unknown): value is Input {
  if (typeof value === "string") return true;
  return Array.isArray(value) &&
    (value.every((one) => typeof one === "string") ||
      value.every((one) => part.safeParse(one).success));
}

const moderationsBody = z.object({ model: z.string().optional(), input });

/** A checked moderations request. */
export type ModerationsBody = z.output<typeof moderationsBody>;

/** Checks a body as the real API does. */
export function parseModerations(
  { body: raw }: RawRequest,
  refuseIfStrict: RefuseIfStrict,
): ModerationsBody {
  return parseOpenAi(moderationsBody, raw, refuseIfStrict, { input: () => missing("input") });
}

/** What is judged at once: the text of it, and of which kinds it is. */
export interface Judged {
  readonly text: string;
  readonly kinds: readonly ("text" | "image")[];
}

/** What each result is about: every text for itself, all parts together. */
export function judgedOf({ input }: ModerationsBody): readonly Judged[] {
  const all: readonly (string | Part)[] = typeof input === "string" ? [input] : input;
  const texts = all.filter((one) => typeof one === "string");
  if (texts.length === all.length) return texts.map((text) => ({ text, kinds: ["text"] }));
  const parts = all.filter((one) => typeof one !== "string");
  const said = parts.flatMap((part) => part.type === "text" ? [part.text] : []);
  return [{
    text: said.join("\n"),
    kinds: [
      ...(said.length > 0 ? ["text" as const] : []),
      ...(said.length < parts.length ? ["image" as const] : []),
    ],
  }];
}
