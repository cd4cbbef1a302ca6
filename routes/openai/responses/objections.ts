/** What OpenAI has against a request for a response as a whole (docs/wire.md §4 and §9). Each function is named after what it refuses. */

import { type ApiError, badRequest } from "../../../lib/api_error.ts";
import type { Asked, Objection, Objections } from "../../../lib/dialect/objections.ts";
import { textOfTurn } from "../../../lib/plan/conversation.ts";
import { tooMuchMetadata } from "../metadata.ts";
import { hidesThinking, neverReasons, notForResponses } from "../model_kinds.ts";
import { chosenNotFound, noSuchValue, requiredWithoutTools, unsupported } from "../refusals.ts";
import { notSupported } from "../issue_words.ts";
import { INCLUDABLE } from "./accepted.ts";
import { type ResponsesBody, wantsLogprobs } from "./body.ts";
import { itemObjections } from "./item_objections.ts";
import { toolObjections } from "./tool_objections.ts";
import { updated } from "./updates.ts";

type Response = Asked<ResponsesBody>;

/** `required` where there is nothing to call. */
function choiceWithoutTools({ body }: Response): ApiError | undefined {
  const { tool_choice, tools = [] } = updated(body);
  return tool_choice === "required" && tools.length === 0 ? requiredWithoutTools() : undefined;
}

/** A tool that is named, or allowed, and is not there. */
function choiceNotFound({ body }: Response): ApiError | undefined {
  const { tool_choice: choice, tools = [] } = updated(body);
  if (typeof choice !== "object") return undefined;
  const all = tools.flatMap((tool) => [tool, ...tool.tools ?? []]);
  const names = new Set(all.map((tool) => tool.name));
  const types = new Set(all.map((tool) => kindOfTool(tool.type)));
  const servers = new Set(all.flatMap((tool) => tool.type === "mcp" ? [tool.server_label] : []));
  const isThere = ({ type, name, server_label: server }: Chosen) =>
    type === "mcp" && server !== undefined
      ? servers.has(server)
      : type === "function" || type === "custom"
      ? name === undefined || names.has(name)
      : types.has(kindOfTool(type));
  const chosen: readonly Chosen[] = choice.type === "allowed_tools"
    ? choice.tools?.map(({ type = "function", name, server_label }) => ({
      type: String(type),
      name,
      server_label,
    })) ?? []
    : [choice];
  const lost = chosen.find((one) => !isThere(one));
  return lost && chosenNotFound(lost.type);
}

/** What a choice names. */
interface Chosen {
  readonly type: string;
  readonly name?: string | null | undefined;
  readonly server_label?: unknown;
}

/** Some hosted tools have had several names. */
function kindOfTool(type: string): string {
  return /^(?:web_search|computer)/.exec(type)?.[0] ?? type;
}

/** What shows how words were drawn, of models that reason. */
function logprobsWithReasoning({ body, settings }: Response): ApiError | undefined {
  if (!hidesThinking(settings)) return undefined;
  const param = wantsLogprobs(body) ? "include" : body.top_logprobs ? "top_logprobs" : undefined;
  if (param === undefined) return undefined;
  return badRequest(
    "logprobs are not supported with reasoning models.",
    param,
    "unsupported_parameter",
  );
}

/** What steers how a word is drawn, of models that reason. */
function samplingWithReasoning({ body, settings }: Response): ApiError | undefined {
  if (!hidesThinking(settings)) return undefined;
  const isSet: Readonly<Record<string, boolean>> = {
    temperature: (body.temperature ?? 1) !== 1,
    top_p: (body.top_p ?? 1) !== 1,
    presence_penalty: (body.presence_penalty ?? 0) !== 0,
    frequency_penalty: (body.frequency_penalty ?? 0) !== 0,
  };
  const param = Object.keys(body).find((key) => isSet[key]);
  if (param === undefined) return undefined;
  // Here this has no code.
  return badRequest(`Unsupported parameter: '${param}' is not supported with this model.`, param);
}

function effortWithoutReasoning({ body, model, settings }: Response): ApiError | undefined {
  const { effort } = body.reasoning ?? {};
  if (!effort || settings.reasoning_tokens > 0 || !neverReasons(model)) return undefined;
  return unsupported("reasoning.effort");
}

function includeOfNothing({ body: { include = [] } }: Response): ApiError | undefined {
  const at = include.findIndex((one) => !INCLUDABLE.includes(one));
  if (at < 0) return undefined;
  return badRequest(notSupported(include[at], INCLUDABLE), `include[${at}]`, "invalid_value");
}

/** JSON mode that nobody has told the model of. */
function jsonModeUnsaid({ body: { text }, prompt }: Response): ApiError | undefined {
  if (text?.format?.type !== "json_object") return undefined;
  if (prompt.conversation.some((turn) => /json/i.test(textOfTurn(turn)))) return undefined;
  return badRequest(
    "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
    "input",
  );
}

function backgroundWithoutStore({ body: { background, store } }: Response): ApiError | undefined {
  if (!background || store !== false) return undefined;
  return badRequest("Background mode requires 'store' to be true.", "background");
}

function tooLongForModel({ body, promptTokens, settings }: Response): ApiError | undefined {
  const { context_window: window = Infinity } = settings;
  if (promptTokens <= window || body.truncation === "auto") return undefined;
  return badRequest(
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
    "input",
    "context_length_exceeded",
  );
}

const strict: readonly Objection<ResponsesBody>[] = [
  notForResponses,
  includeOfNothing,
  noSuchValue,
  tooMuchMetadata,
  ...toolObjections,
  effortWithoutReasoning,
  samplingWithReasoning,
  backgroundWithoutStore,
  jsonModeUnsaid,
  ...itemObjections,
];

const always = [logprobsWithReasoning, choiceWithoutTools, choiceNotFound];

/** What there is against one that is only counted. */
export const countObjections: Objections<ResponsesBody> = { always, strict };

/** All of them. */
export const responseObjections: Objections<ResponsesBody> = {
  always,
  strict: [...strict, tooLongForModel],
};
