/** What Anthropic has against a request for a message as a whole (docs/wire.md §6 and §9). Each function is named after what it refuses. */

import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { Asked, Objection, Objections } from "../../lib/dialect/objections.ts";
import type { MessagesBody } from "./body.ts";
import { marksOf, MOST_MARKS } from "./cache_control.ts";
import { contentObjections } from "./content_objections.ts";
import { extraInputs } from "./extra_inputs.ts";
import { isOpen } from "./open_schema.ts";
import { pairObjections } from "./pair_objections.ts";
import { systemObjections } from "./system_objections.ts";
import { thinkingObjections } from "./thinking_objections.ts";
import { isOfToday } from "./usage.ts";
import { TOOL_TYPES } from "./tool_types.ts";
import { errorAt, notTagged } from "./issue_words.ts";

type Message = Asked<MessagesBody>;

/** `any` where there is nothing to call. */
function callOfNothing({ body: { tool_choice, tools = [] } }: Message): ApiError | undefined {
  return tool_choice?.type === "any" && tools.length === 0 ? choiceAlone("any") : undefined;
}

function choiceOfNothing({ body: { tool_choice, tools = [] } }: Message): ApiError | undefined {
  return tool_choice && tools.length === 0 ? choiceAlone(tool_choice.type) : undefined;
}

function choiceAlone(type: string): ApiError {
  return badRequest(`tool_choice.${type} may only be specified while providing tools`);
}

function toolOfNoType({ body: { tools = [] } }: Message): ApiError | undefined {
  const at = tools.findIndex(({ type }) => !TOOL_TYPES.includes(type ?? "custom"));
  const type = tools[at]?.type;
  return type ? errorAt(`tools.${at}`, notTagged(type, TOOL_TYPES)) : undefined;
}

/** A strict tool, or a format, whose objects may have other keys than those that it names. */
function openSchema({ body: { tools = [], output_config } }: Message): ApiError | undefined {
  const at = tools.findIndex(({ strict, input_schema }) => strict === true && isOpen(input_schema));
  if (at >= 0) return errorAt(`tools.${at}.custom`, OPEN);
  return isOpen(output_config?.format?.schema)
    ? errorAt("output_config.format.schema", OPEN)
    : undefined;
}

const OPEN = "For 'object' type, 'additionalProperties' must be explicitly set to false";

/** Where a request may be answered. */
const GEOS = ["global", "us"];

function geoOfNowhere({ body: { inference_geo: geo } }: Message): ApiError | undefined {
  if (geo === undefined || GEOS.includes(geo)) return undefined;
  return errorAt("inference_geo", "must be one of ['global', 'us']");
}

/** What names of tools are made of. */
const NAME = /^[a-zA-Z0-9_-]{1,128}$/;

function wrongToolName({ body: { tools = [] } }: Message): ApiError | undefined {
  const names = new Set<string>();
  for (const [i, { type, name }] of tools.entries()) {
    if (name === undefined) continue;
    if (!NAME.test(name)) {
      return errorAt(
        `tools.${i}.${type ?? "custom"}.name`,
        `String should match pattern '${NAME.source}'`,
      );
    }
    if (names.has(name)) return errorAt("tools", "Tool names must be unique.");
    names.add(name);
  }
  return undefined;
}

function tooManyCacheMarks({ body }: Message): ApiError | undefined {
  const { length } = marksOf(body);
  if (length <= MOST_MARKS) return undefined;
  return badRequest(
    `A maximum of ${MOST_MARKS} blocks with cache_control may be provided. Found ${length}.`,
  );
}

/** Both ways to sample, of models since Opus 4.1. */
function samplingInTwoWays({ model, body: { temperature, top_p } }: Message): ApiError | undefined {
  const isNew = isOfToday(model) || model.startsWith("claude-opus-4-1");
  if (!isNew || temperature === undefined || top_p === undefined) return undefined;
  return badRequest(
    "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
  );
}

function tooLongForModel({ body, promptTokens, settings }: Message): ApiError | undefined {
  const { context_window: window = Infinity } = settings;
  if (promptTokens > window) {
    return badRequest(`prompt is too long: ${promptTokens} tokens > ${window} maximum`);
  }
  // What a model says at most is not known here.
  if (body.max_tokens > window || promptTokens + body.max_tokens <= window) return undefined;
  return badRequest(
    `input length and \`max_tokens\` exceed context limit: ${promptTokens} + ${body.max_tokens} > ${window}, ` +
      "decrease input length or `max_tokens` and try again",
  );
}

const strict: readonly Objection<MessagesBody>[] = [
  ...extraInputs,
  toolOfNoType,
  geoOfNowhere,
  wrongToolName,
  openSchema,
  choiceOfNothing,
  tooManyCacheMarks,
  ...systemObjections,
  ...contentObjections,
  ...pairObjections,
  ...thinkingObjections,
];

/** What there is against one that is only counted. */
export const countObjections: Objections<MessagesBody> = { always: [callOfNothing], strict };

/** All of them. */
export const messageObjections: Objections<MessagesBody> = {
  always: [callOfNothing],
  strict: [...strict, samplingInTwoWays, tooLongForModel],
};
