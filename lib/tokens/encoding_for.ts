/** Which encoding a model's tokens are counted in. */

import type { EncodingName } from "./tokenizer.ts";

/**
 * The models of before gpt-4o, as in tiktoken's `model.py`. Each stands for itself and for its variants after a dash;
 * `gpt-4o`, `gpt-4.1` and `gpt-4.5` are none of `gpt-4`.
 */
const CL100K_MODELS = [
  "gpt-4",
  "gpt-3.5",
  "gpt-35-turbo",
  "text-embedding-ada-002",
  "text-embedding-3-small",
  "text-embedding-3-large",
  "davinci-002",
  "babbage-002",
];

/**
 * The setting, or for `auto` what the model really uses. A model unknown here, of whatever maker, gets `o200k_base`;
 * so does gpt-oss, whose `o200k_harmony` is equal to it on plain text.
 */
export function encodingFor(modelId: string, setting: "auto" | EncodingName): EncodingName {
  if (setting !== "auto") return setting;
  const base = baseModel(modelId);
  const isOlder = CL100K_MODELS.some((model) => base === model || base.startsWith(`${model}-`));
  return isOlder ? "cl100k_base" : "o200k_base";
}

/** The model that a fine-tune `ft:<base>:<org>:<suffix>:<id>` was made from; any other model is its own. */
export function baseModel(modelId: string): string {
  const [prefix, base] = modelId.split(":");
  return prefix === "ft" && base ? base : modelId;
}
