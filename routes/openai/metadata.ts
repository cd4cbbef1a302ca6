/** The `metadata` of a request and of what is stored (docs/wire.md §9). */

import { z } from "zod";
import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import { readRawBody } from "../../lib/dialect/read_body.ts";
import { wayOf } from "../../lib/dialect/refuse_if_strict.ts";
import type { RefuseIfStrict } from "../../lib/dialect/objections.ts";
import type { Exchange } from "../../lib/http/exchange.ts";
import { missing, nameOf, outOfRange, wrongType } from "./issue_words.ts";
import { named, parseOpenAi } from "./validation.ts";

/** The schema of `metadata`; what more the service asks of it, `tooMuchMetadata` says. */
export const metadata = named(z.record(z.string(), z.unknown()), "a metadata object");

const updateBody = z.object({ metadata });

/** Reads a request that puts other metadata in the place of what is stored. */
export async function readMetadata(
  exchange: Exchange,
  deps: Deps,
): Promise<z.output<typeof metadata>> {
  const raw = await readRawBody(exchange, deps);
  const refuseIfStrict = wayOf(exchange, deps);
  const body = parseOpenAi(updateBody, raw, refuseIfStrict, {
    metadata: () => missing("metadata"),
  });
  refuseTooMuch(body, refuseIfStrict);
  return body.metadata;
}

/** Refuses metadata that is more than there may be, where strict. */
export function refuseTooMuch(body: Described, refuseIfStrict: RefuseIfStrict): void {
  const error = tooMuchMetadata({ body });
  if (error) refuseIfStrict(error);
}

/** What has metadata. */
interface Described {
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
}

const MOST_PAIRS = 16;
const LONGEST_KEY = 64;
const LONGEST_VALUE = 512;

/** More pairs than there may be, a name or a value that is too long, or a value that is no text. */
export function tooMuchMetadata(
  { body: { metadata } }: { readonly body: Described },
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
  for (const [key, value] of pairs) {
    const param = `metadata.${key}`;
    if (key.length > LONGEST_KEY) return longKey(key, param);
    if (typeof value !== "string") return wrongType(param, "a string", nameOf(value));
    if (value.length > LONGEST_VALUE) {
      return outOfRange(param, value, "string", "maximum", LONGEST_VALUE);
    }
  }
  return undefined;
}

function longKey(key: string, param: string): ApiError {
  return badRequest(
    `Invalid property name in 'metadata': '${key.slice(0, 3)}...${key.slice(-3)}' is too long. ` +
      `Expected a string with maximum length ${LONGEST_KEY}, but got a string with length ${key.length} instead.`,
    param,
    "property_name_above_max_length",
  );
}
