/** What OpenAI has against the tools and the schemas of a request for a response (docs/wire.md §9). */

import { type ApiError, badRequest } from "../../../lib/api_error.ts";
import type { Asked, Objection } from "../../../lib/dialect/objections.ts";
import {
  type Definition,
  looseParametersAmong,
  tooManyTools,
  wrongName,
  wrongNameAmong,
} from "../refusals.ts";
import { formatFault } from "../strict_schema.ts";
import { notSupported } from "../issue_words.ts";
import { TOOL_TYPES } from "./accepted.ts";
import type { ResponsesBody } from "./body.ts";

type Response = Asked<ResponsesBody>;

/** Of all functions and custom tools, in a namespace or not. */
function definitionsOf({ tools = [] }: ResponsesBody): readonly Definition[] {
  const placed = tools.flatMap((tool, i) => [
    { ...tool, place: `tools[${i}]` },
    ...(tool.tools ?? []).map((one, j) => ({ ...one, place: `tools[${i}].tools[${j}]` })),
  ]);
  return placed.flatMap(({ type, name, parameters, strict, place }): readonly Definition[] => {
    if (type === "function") return [{ name, parameters, strict, place }];
    return type === "custom" ? [{ name, place }] : [];
  });
}

function toolOfNoType({ body: { tools = [] } }: Response): ApiError | undefined {
  const at = tools.findIndex(({ type }) => !TOOL_TYPES.includes(type));
  if (at < 0) return undefined;
  return badRequest(
    notSupported(tools[at]?.type, TOOL_TYPES),
    `tools[${at}].type`,
    "invalid_value",
  );
}

function toolsOverMost({ body: { tools } }: Response): ApiError | undefined {
  return tooManyTools(tools);
}

function wrongToolName({ body }: Response): ApiError | undefined {
  return wrongNameAmong(definitionsOf(body));
}

function looseParameters({ body }: Response): ApiError | undefined {
  return looseParametersAmong(definitionsOf(body));
}

function wrongFormatName({ body: { text } }: Response): ApiError | undefined {
  return wrongName(text?.format?.name, "text.format.name");
}

/** A strict format that leaves something open. */
function looseFormat({ body: { text } }: Response): ApiError | undefined {
  const { format } = text ?? {};
  if (format?.type !== "json_schema" || format.strict !== true) return undefined;
  const fault = formatFault(format.schema);
  if (fault === undefined) return undefined;
  return badRequest(
    `Invalid schema for response_format '${format.name}': ${fault}`,
    "text.format.schema",
    "invalid_json_schema",
  );
}

/** All of them. */
export const toolObjections: readonly Objection<ResponsesBody>[] = [
  toolOfNoType,
  toolsOverMost,
  wrongToolName,
  looseParameters,
  wrongFormatName,
  looseFormat,
];
