/** What OpenAI has against the tools and the schemas of a request for a response (docs/wire.md §9). */

import { type ApiError, badRequest } from "../../../lib/api_error.ts";
import type { Asked, Objection } from "../../../lib/dialect/objections.ts";
import { invalidFunction, tooManyTools, wrongName } from "../refusals.ts";
import { formatFault, parametersFault } from "../strict_schema.ts";
import { notSupported } from "../issue_words.ts";
import { TOOL_TYPES } from "./accepted.ts";
import type { ResponsesBody } from "./body.ts";

type Response = Asked<ResponsesBody>;

/** A function or a custom tool, in a namespace or not, and where it stands. */
function namedTools({ tools = [] }: ResponsesBody) {
  return tools.flatMap((tool, i) => [
    { ...tool, place: `tools[${i}]` },
    ...(tool.tools ?? []).map((one, j) => ({ ...one, place: `tools[${i}].tools[${j}]` })),
  ]).filter(({ type }) => type === "function" || type === "custom");
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
  for (const { name, place } of namedTools(body)) {
    const error = wrongName(name, `${place}.name`);
    if (error) return error;
  }
  return undefined;
}

/** Parameters that are none of an object, or, where the function is strict, leave something open. */
function looseParameters({ body }: Response): ApiError | undefined {
  for (const { type, name, parameters, strict, place } of namedTools(body)) {
    if (type !== "function") continue;
    const fault = parametersFault(parameters, strict === true);
    if (fault !== undefined) return invalidFunction(name ?? "", fault, `${place}.parameters`);
  }
  return undefined;
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
