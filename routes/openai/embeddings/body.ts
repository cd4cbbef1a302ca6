/** What an embeddings request may say. */

import { z } from "zod";
import { badRequest } from "../../../lib/api_error.ts";
import type { RawRequest } from "../../../lib/dialect/dialect.ts";
import type { RefuseIfStrict } from "../../../lib/dialect/objections.ts";
import { missing, outOfRange } from "../issue_words.ts";
import { noModel, parseOpenAi } from "../validation.ts";
import { textInput, textsOf } from "../text_input.ts";

/** How many numbers a model's vectors have where a request does not say (docs/wire.md §5). */
const DEFAULT_DIMENSIONS: ReadonlyMap<string, number> = new Map([
  ["text-embedding-3-small", 1536],
  ["text-embedding-3-large", 3072],
  ["text-embedding-ada-002", 1536],
]);
const OTHER_DIMENSIONS = 1536;

/** The most that `dimensions` may ask for; the real service's largest model has 3072. */
const MOST_DIMENSIONS = 8192;

const embeddingsBody = z.object({
  model: z.string(),
  input: textInput,
  dimensions: z.int().min(1).max(MOST_DIMENSIONS).optional(),
  encoding_format: z.enum(["float", "base64"]).optional(),
  user: z.string().optional(),
});

/** A checked embeddings request. */
export type EmbeddingsBody = z.output<typeof embeddingsBody>;

/** Checks a body as the real API does. */
export function parseEmbeddings(
  { body: raw }: RawRequest,
  refuseIfStrict: RefuseIfStrict,
): EmbeddingsBody {
  const body = parseOpenAi(embeddingsBody, raw, refuseIfStrict, {
    model: noModel,
    input: () => missing("input"),
  });
  if (textsOf(body.input).some((text) => text.length === 0)) {
    throw badRequest(
      "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
    );
  }
  refuseDimensions(body, refuseIfStrict);
  return body;
}

/** How many numbers are asked for. */
export function dimensionsOf({ model, dimensions }: EmbeddingsBody): number {
  return dimensions ?? DEFAULT_DIMENSIONS.get(model) ?? OTHER_DIMENSIONS;
}

/** Only the third generation shortens its vectors, and none lengthens them. */
function refuseDimensions(
  { model, dimensions }: EmbeddingsBody,
  refuseIfStrict: RefuseIfStrict,
): void {
  if (dimensions === undefined) return;
  if (!model.startsWith("text-embedding-3-")) {
    refuseIfStrict(badRequest("This model does not support specifying dimensions."));
  }
  const most = DEFAULT_DIMENSIONS.get(model) ?? MOST_DIMENSIONS;
  if (dimensions > most) {
    refuseIfStrict(outOfRange("dimensions", dimensions, "int", "maximum", most));
  }
}
