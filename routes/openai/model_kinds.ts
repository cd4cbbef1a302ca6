/** What kind of model is asked: which endpoints it answers on, as far as its name tells, and whether it reasons. */

import { ApiError, badRequest } from "../../lib/api_error.ts";
import type { Settings } from "../../lib/config/settings.ts";

/** What a model is for; a name that is none of OpenAI's may be for anything. */
type ModelKind = "chat" | "text" | "other" | "unknown";

const KINDS: readonly (readonly [RegExp, ModelKind])[] = [
  [/-instruct(?:-|$)|^(?:davinci|babbage|curie|ada|text-(?:davinci|babbage|curie|ada))\b/, "text"],
  [/^text-embedding-|-moderation-|^(?:tts|whisper|dall-e|gpt-image|sora)-/, "other"],
  [/^(?:gpt-[345]|chatgpt-|o[134](?:-|$))/, "chat"],
];

function kindOf(model: string): ModelKind {
  return KINDS.find(([pattern]) => pattern.test(model))?.[1] ?? "unknown";
}

/** A model that does not chat, asked to (docs/wire.md §9). */
export function notForChat({ model }: { readonly model: string }): ApiError | undefined {
  const kind = kindOf(model);
  if (kind !== "text" && kind !== "other") return undefined;
  return wrongEndpoint(
    "This is not a chat model and thus not supported in the v1/chat/completions endpoint. " +
      "Did you mean to use v1/completions?",
  );
}

/** A model that answers on `/v1/responses` alone, asked to chat. */
export function onlyForResponses({ model }: { readonly model: string }): ApiError | undefined {
  if (
    !/^(?:gpt|o[134])-.*\bcodex\b|^(?:gpt-5(?:\.\d+)?|o[13])-pro\b|-deep-research\b|^computer-use-/
      .test(model)
  ) {
    return undefined;
  }
  return wrongEndpoint(
    "This model is only supported in v1/responses and not in v1/chat/completions.",
  );
}

/** A model that neither chats nor reasons, asked for a response. */
export function notForResponses({ model }: { readonly model: string }): ApiError | undefined {
  const kind = kindOf(model);
  if (kind !== "text" && kind !== "other") return undefined;
  return badRequest(
    `The requested model '${model}' is not supported with the Responses API.`,
    "model",
  );
}

/** A model that chats, asked to complete a text. */
export function onlyForChat({ model }: { readonly model: string }): ApiError | undefined {
  if (kindOf(model) !== "chat") return undefined;
  return wrongEndpoint(
    "This is a chat model and not supported in the v1/completions endpoint. " +
      "Did you mean to use v1/chat/completions?",
  );
}

/** A model that makes no vectors, asked for some. */
export function notForEmbeddings({ model }: { readonly model: string }): ApiError | undefined {
  const kind = kindOf(model);
  if (kind !== "chat" && kind !== "text") return undefined;
  return new ApiError({
    status: 403,
    message: "You are not allowed to generate embeddings from this model",
  });
}

/** Whether this is one of OpenAI's models that never reason. */
export function neverReasons(model: string): boolean {
  return /^(?:gpt-3\.5|gpt-4|chatgpt-4o)/.test(model);
}

/** Whether this is a model whose thinking is counted and not shown, as OpenAI's are that reason. */
export function hidesThinking({ reasoning_tokens, reasoning_text }: Settings): boolean {
  return reasoning_tokens > 0 && reasoning_text === "hidden";
}

function wrongEndpoint(message: string): ApiError {
  return new ApiError({ status: 404, message, param: "model" });
}
