/** What OpenAI has against the metadata of a request, on all of its endpoints (docs/wire.md §9). */

import { type ApiError, badRequest } from "../../lib/api_error.ts";
import { outOfRange } from "./issue_words.ts";

const MOST_PAIRS = 16;
const LONGEST_VALUE = 512;

/** More pairs than there may be, or a value that is too long. */
export function tooMuchMetadata(
  { body: { metadata } }: {
    readonly body: { readonly metadata?: Readonly<Record<string, unknown>> | undefined };
  },
): ApiError | undefined {
  const pairs = Object.entries(metadata ?? {});
  if (pairs.length > MOST_PAIRS) {
    return badRequest(
      `Invalid 'metadata': too many properties. Expected an object with at most ${MOST_PAIRS} properties, ` +
        `but got an object with ${pairs.length} properties instead.`,
      "metadata",
      "object_above_max_properties",
    );
  }
  const long = pairs.find(([, value]) => typeof value === "string" && value.length > LONGEST_VALUE);
  if (!long) return undefined;
  const [key, value] = long;
  return outOfRange(`metadata.${key}`, value, "string", "maximum", LONGEST_VALUE);
}
