/** The `metadata` of a request and of what is stored (docs/wire.md §9). */

import { z } from "zod";
import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import { wayOf } from "../../lib/dialect/refuse_if_strict.ts";
import type { Exchange } from "../../lib/http/exchange.ts";
import { readJson } from "../../lib/http/read_json.ts";
import { missing, outOfRange } from "./issue_words.ts";
import { parseOpenAi } from "./validation.ts";

/** The schema of `metadata`; what more the service asks of it, `tooMuchMetadata` says. */
export const metadata = z.record(z.string(), z.unknown());

const updateBody = z.object({ metadata });

/** Reads a request that puts other metadata in the place of what is stored. */
export async function readMetadata(
  exchange: Exchange,
  deps: Deps,
): Promise<z.output<typeof metadata>> {
  const raw = await readJson(exchange, deps.config().server.max_body_bytes, deps.turns);
  const body = parseOpenAi(updateBody, raw, wayOf(exchange, deps), {
    metadata: () => missing("metadata"),
  });
  return body.metadata;
}

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
