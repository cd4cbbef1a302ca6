/** Errors that OpenAI words alike on all of its endpoints (docs/wire.md §3 and §9). */

import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { Prompt } from "../../lib/plan/prompt.ts";
import { CACHE_RETENTIONS, SERVICE_TIERS } from "./generation_keys.ts";
import { notSupported, outOfRange } from "./issue_words.ts";
import { parametersFault } from "./strict_schema.ts";

/** What names of tools and of schemas are made of. */
const NAME = /^[a-zA-Z0-9_-]+$/;

/** The most tools of one request. */
const MOST_TOOLS = 128;

/** A name at `param` that is no name. */
export function wrongName(name: unknown, param: string, pattern = NAME): ApiError | undefined {
  if (typeof name !== "string" || pattern.test(name)) return undefined;
  return badRequest(
    `Invalid '${param}': string does not match pattern. Expected a string that matches the pattern '${pattern.source}'.`,
    param,
    "invalid_value",
  );
}

/** More tools than a request may bring. */
export function tooManyTools(tools: readonly unknown[] = []): ApiError | undefined {
  if (tools.length <= MOST_TOOLS) return undefined;
  return outOfRange("tools", tools, "array", "maximum", MOST_TOOLS);
}

/** A tier or a lifetime of the prompt's cache that there is not. */
export function noSuchValue(
  { body }: {
    readonly body: {
      readonly service_tier?: string | undefined;
      readonly prompt_cache_retention?: string | undefined;
    };
  },
): ApiError | undefined {
  const lost = [
    ["prompt_cache_retention", CACHE_RETENTIONS] as const,
    ["service_tier", SERVICE_TIERS] as const,
  ].find(([key, values]) => body[key] !== undefined && !values.includes(body[key]));
  if (!lost) return undefined;
  const [key, values] = lost;
  return badRequest(notSupported(body[key], values), key, "invalid_value");
}

/** A parameter that a model does not know. */
export function unsupported(param: string): ApiError {
  return badRequest(
    `Unsupported parameter: '${param}' is not supported with this model.`,
    param,
    "unsupported_parameter",
  );
}

/** A value that a model does not take. */
export function unsupportedValue(param: string, value: unknown, only: unknown): ApiError {
  return badRequest(
    `Unsupported value: '${param}' does not support ${value} with this model. ` +
      `Only the default (${only}) value is supported.`,
    param,
    "unsupported_value",
  );
}

/** A `tool_choice` that calls for a tool where there is none. */
export function requiredWithoutTools(): ApiError {
  return badRequest(
    "Tool choice 'required' must be specified with 'tools' parameter.",
    "tool_choice",
  );
}

/** A `tool_choice` that names what is not among the tools; `type` is its type. */
export function chosenNotFound(type: string): ApiError {
  return badRequest(`Tool choice '${type}' not found in 'tools' parameter.`, "tool_choice");
}

/** A function, or a custom tool, and where its definition stands. */
export interface Definition {
  readonly name?: string | null | undefined;
  readonly parameters?: unknown;
  readonly strict?: unknown;
  readonly place: string;
}

/** A tool whose name is no name. */
export function wrongNameAmong(definitions: readonly Definition[]): ApiError | undefined {
  for (const { name, place } of definitions) {
    const error = wrongName(name, `${place}.name`);
    if (error) return error;
  }
  return undefined;
}

/** A function whose parameters are none of an object, or, where it is strict, leave something open. */
export function looseParametersAmong(definitions: readonly Definition[]): ApiError | undefined {
  for (const { name, parameters, strict, place } of definitions) {
    const fault = parametersFault(parameters, strict === true);
    if (fault === undefined) continue;
    return badRequest(
      `Invalid schema for function '${name ?? ""}': ${fault}`,
      `${place}.parameters`,
      "invalid_function_parameters",
    );
  }
  return undefined;
}

/** What the endpoints from before chat say where a prompt and its answer are more tokens than a model reads. */
export function promptTooLong(
  window: number,
  promptTokens: number,
  answerTokens: number,
): ApiError {
  return badRequest(
    `This model's maximum context length is ${window} tokens, however you requested ` +
      `${
        promptTokens + answerTokens
      } tokens (${promptTokens} in your prompt; ${answerTokens} for the completion). ` +
      "Please reduce your prompt; or completion length.",
  );
}

/** The tokens of an answer that a window has to hold. A limit beyond the window is as if there were none: what a model says at most is not known here. */
export function answerWithin(window: number, { maxTokens = 0 }: Prompt): number {
  return maxTokens > window ? 0 : maxTokens;
}
