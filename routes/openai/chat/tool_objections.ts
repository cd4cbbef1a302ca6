/** What OpenAI has against the tools and the schemas of a chat request (docs/wire.md §9). */

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
import type { ChatBody } from "./body.ts";

type Chat = Asked<ChatBody>;

function definitionsOf({ tools = [], functions = [] }: ChatBody): readonly Definition[] {
  return [
    ...tools.flatMap((tool, i): readonly Definition[] => {
      if (tool.function) return [{ ...tool.function, place: `tools[${i}].function` }];
      return tool.custom ? [{ name: tool.custom.name, place: `tools[${i}].custom` }] : [];
    }),
    ...functions.map((one, i) => ({ ...one, place: `functions[${i}]` })),
  ];
}

function toolsOverMost({ body: { tools } }: Chat): ApiError | undefined {
  return tooManyTools(tools);
}

function wrongToolName({ body }: Chat): ApiError | undefined {
  return wrongNameAmong(definitionsOf(body));
}

function looseParameters({ body }: Chat): ApiError | undefined {
  return looseParametersAmong(definitionsOf(body));
}

function wrongFormatName({ body: { response_format } }: Chat): ApiError | undefined {
  return wrongName(response_format?.json_schema?.name, "response_format.json_schema.name");
}

/** A strict response format that leaves something open. */
function looseFormat({ body: { response_format } }: Chat): ApiError | undefined {
  const { json_schema: format, type } = response_format ?? {};
  if (type !== "json_schema" || format?.strict !== true) return undefined;
  const fault = formatFault(format.schema);
  if (fault === undefined) return undefined;
  return badRequest(
    `Invalid schema for response_format '${format.name}': ${fault}`,
    "response_format",
  );
}

/** All of them. */
export const toolObjections: readonly Objection<ChatBody>[] = [
  toolsOverMost,
  wrongToolName,
  looseParameters,
  wrongFormatName,
  looseFormat,
];
