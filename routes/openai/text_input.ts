/** Texts as the endpoints from before chat take them: one or several, each as it is or as tokens. */

import { z } from "zod";
import { named } from "./validation.ts";

/** One text: as it is, or as the ids of its tokens. */
export type Text = string | readonly number[];

/** One text or several. */
export type TextInput = Text | readonly Text[];

/** The most texts that one request may bring. */
const MOST_TEXTS = 2048;

/**
 * The schema of a text input. Not a union of arrays: zod would list what is wrong with each of ten million entries, and
 * do so once for every branch.
 */
export const textInput = named(
  z.custom<TextInput>().check(({ value, issues }) => {
    if (!isTextInput(value)) {
      issues.push({ code: "invalid_type", expected: "string", input: value });
    } else if (value.length === 0 && typeof value !== "string") {
      issues.push({ code: "too_small", origin: "array", minimum: 1, input: value });
    } else if (textsOf(value).length > MOST_TEXTS) {
      issues.push({ code: "too_big", origin: "array", maximum: MOST_TEXTS, input: value });
    }
  }),
  "one of a string, array of strings, array of integers, or array of integer arrays",
);

/** The texts of an input, in order. */
export function textsOf(input: TextInput): readonly Text[] {
  if (typeof input === "string") return [input];
  return isOneText(input) ? [input] : input;
}

function isOneText(input: readonly number[] | readonly Text[]): input is readonly number[] {
  return typeof input[0] === "number";
}

function isTextInput(value: unknown): value is TextInput {
  if (typeof value === "string" || isTokens(value)) return true;
  return Array.isArray(value) &&
    (value.every((one) => typeof one === "string") ||
      value.every((one) => isTokens(one) && one.length > 0));
}

function isTokens(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((id) => Number.isSafeInteger(id) && id >= 0);
}
