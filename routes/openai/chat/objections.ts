/** What OpenAI has against a chat request as a whole (docs/wire.md §3 and §9). Each function is named after what it refuses. */

import { type ApiError, badRequest } from "../../../lib/api_error.ts";
import type { Asked, Objection, Objections } from "../../../lib/dialect/objections.ts";
import { resultsOfTurn, textOfTurn } from "../../../lib/plan/conversation.ts";
import { tooMuchMetadata } from "../metadata.ts";
import { notForChat, onlyForResponses } from "../model_kinds.ts";
import { answerWithin, chosenNotFound, noSuchValue, requiredWithoutTools } from "../refusals.ts";
import { notSupported } from "../issue_words.ts";
import { allowedTools } from "./prompt.ts";
import type { ChatBody } from "./body.ts";
import { messageObjections } from "./message_objections.ts";
import { reasoningObjections, tokenLimitOfOldModels } from "./reasoning_objections.ts";
import { toolObjections } from "./tool_objections.ts";

type Chat = Asked<ChatBody>;

/** `required` where there is nothing to call. */
function choiceWithoutTools({ body: { tool_choice, tools = [] } }: Chat): ApiError | undefined {
  return tool_choice === "required" && tools.length === 0 ? requiredWithoutTools() : undefined;
}

/** A tool that is named, or allowed, and is not there. */
function choiceNotFound({ body }: Chat): ApiError | undefined {
  const { tool_choice: choice, tools = [] } = body;
  if (typeof choice !== "object") return undefined;
  const { type } = choice;
  const named = type === "function" || type === "custom" ? choice[type]?.name : undefined;
  const names = named === undefined ? [...allowedTools(body)?.names ?? []] : [named];
  const there = new Set(tools.map((tool) => (tool.function ?? tool.custom)?.name));
  if (names.every((name) => there.has(name))) return undefined;
  return chosenNotFound(type === "allowed_tools" ? "function" : type);
}

/** A named function that is not there, in the older way. */
function functionNotFound(
  { body: { function_call: call, functions = [] } }: Chat,
): ApiError | undefined {
  if (typeof call !== "object" || functions.some(({ name }) => name === call.name)) {
    return undefined;
  }
  return badRequest(
    `Invalid value for 'function_call': no function named '${call.name}' was specified in the 'functions' parameter.`,
    "function_call",
  );
}

/** What says something about `tools` or `functions` where there are none of them. */
function choiceOfNothing({ body }: Chat): ApiError | undefined {
  const { tools, functions, tool_choice, parallel_tool_calls, function_call } = body;
  if (function_call !== undefined && !functions) return onlyWith("function_call", "functions");
  if (tools) return undefined;
  if (tool_choice !== undefined) return onlyWith("tool_choice", "tools");
  return parallel_tool_calls === undefined ? undefined : onlyWith("parallel_tool_calls", "tools");
}

function onlyWith(param: string, needed: string): ApiError {
  return badRequest(
    `Invalid value for '${param}': '${param}' is only allowed when '${needed}' are specified.`,
    param,
  );
}

const VERBOSITIES = ["low", "medium", "high"];

function noSuchVerbosity({ body: { verbosity } }: Chat): ApiError | undefined {
  if (verbosity === undefined || VERBOSITIES.includes(verbosity)) return undefined;
  return badRequest(notSupported(verbosity, VERBOSITIES), "verbosity", "invalid_value");
}

function topLogprobsAlone({ body: { logprobs, top_logprobs } }: Chat): ApiError | undefined {
  if (top_logprobs === undefined || logprobs) return undefined;
  return badRequest(
    "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
    "top_logprobs",
  );
}

function bothTokenLimits(
  { body: { max_tokens, max_completion_tokens } }: Chat,
): ApiError | undefined {
  if (max_tokens === undefined || max_completion_tokens === undefined) return undefined;
  return badRequest(
    "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
    "max_tokens",
    "invalid_parameter_combination",
  );
}

/** JSON mode that nobody has told the model of. */
function jsonModeUnsaid({ body: { response_format }, prompt }: Chat): ApiError | undefined {
  if (response_format?.type !== "json_object") return undefined;
  const isSaid = prompt.conversation.some((turn) =>
    /json/i.test(textOfTurn(turn)) || resultsOfTurn(turn).some(({ text }) => /json/i.test(text))
  );
  return isSaid ? undefined : badRequest(
    "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    "messages",
  );
}

function tooLongForModel({ prompt, promptTokens, settings }: Chat): ApiError | undefined {
  const { context_window: window = Infinity } = settings;
  const answer = answerWithin(window, prompt);
  if (promptTokens + answer <= window) return undefined;
  const said = promptTokens > window
    ? `However, your messages resulted in ${promptTokens} tokens. Please reduce the length of the messages.`
    : `However, you requested ${promptTokens + answer} tokens (${promptTokens} in the messages, ` +
      `${answer} in the completion). Please reduce the length of the messages or completion.`;
  return badRequest(
    `This model's maximum context length is ${window} tokens. ${said}`,
    "messages",
    "context_length_exceeded",
  );
}

const strict: readonly Objection<ChatBody>[] = [
  notForChat,
  onlyForResponses,
  noSuchValue,
  noSuchVerbosity,
  tooMuchMetadata,
  ...messageObjections,
  ...toolObjections,
  choiceOfNothing,
  topLogprobsAlone,
  bothTokenLimits,
  jsonModeUnsaid,
  ...reasoningObjections,
  tooLongForModel,
];

/** All of them. */
export const chatObjections: Objections<ChatBody> = {
  always: [tokenLimitOfOldModels, choiceWithoutTools, choiceNotFound, functionNotFound],
  strict,
};
