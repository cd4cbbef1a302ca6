/** Texts for tools that are given no JSON. */

import type { Random } from "../random.ts";
import { asRecord } from "./json.ts";
import { sampleJson } from "./sample_json.ts";

/** What the text is for, and what it has to match where something is said about that. */
export interface TextWanted {
  readonly name: string;
  readonly description?: string;
  readonly grammar?: { readonly syntax: "regex" | "lark"; readonly definition: string };
}

/**
 * A text that suits the name, the same for the same random sequence. It matches a regular expression as a whole, where that
 * is one that we can draw from; a Lark grammar is not followed, and the text is a plain one.
 */
export function sampleText({ name, description, grammar }: TextWanted, random: Random): string {
  const text = {
    type: "string",
    ...(description === undefined ? {} : { description }),
    ...(grammar?.syntax === "regex"
      ? { pattern: `^(?:${inJavaScript(grammar.definition)})$` }
      : {}),
  };
  const schema = { type: "object", properties: { [name]: text }, required: [name] };
  const drawn = asRecord(sampleJson(schema, random))[name];
  return typeof drawn === "string" ? drawn : "";
}

/** A regular expression of Rust in JavaScript's words, as far as they differ in what people write. */
function inJavaScript(definition: string): string {
  return definition.trim()
    .replace(/\(\?P</g, "(?<")
    .replace(/\(\?[imsux]+\)/g, "")
    .replace(/\(\?[imsux]+:/g, "(?:")
    .replaceAll("\\A", "^")
    .replaceAll("\\z", "$");
}
