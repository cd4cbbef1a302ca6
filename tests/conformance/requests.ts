import { equal, fail, type Json, match, ok, shown } from "./asserts.ts";
import type { Target } from "./check.ts";
import { chunksOf, type Typed, typedOf } from "./sse.ts";

/** What a request carries besides its body. */
export interface Ask {
  /** Settings for `x-mock`, over the target's own. */
  readonly mock?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const CHAT = "/v1/chat/completions";
export const RESPONSES = "/v1/responses";
export const COMPLETIONS = "/v1/completions";
export const EMBEDDINGS = "/v1/embeddings";
export const MODERATIONS = "/v1/moderations";
export const MESSAGES = "/v1/messages";

export const USER = { role: "user", content: "Tell me about lighthouses." } as const;
export const STREAM_USAGE = { stream: true, stream_options: { include_usage: true } } as const;

/** A chat request of one user turn; `extra` is laid over it. */
export function chat(extra: Record<string, unknown> = {}): Record<string, unknown> {
  return { model: "gpt-4o", messages: [USER], ...extra };
}

export function post(
  target: Target,
  path: string,
  body: unknown,
  ask: Ask = {},
): Promise<Response> {
  return target.fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headersOf(ask) },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
}

export function headersOf(ask: Ask): Record<string, string> {
  return { ...ask.headers, ...(ask.mock === undefined ? {} : { "x-mock": ask.mock }) };
}

/** The JSON of a 200. */
export async function answer(
  target: Target,
  path: string,
  body: unknown,
  ask?: Ask,
): Promise<Json> {
  return await jsonOf(await post(target, path, body, ask));
}

export async function jsonOf(response: Response, status = 200): Promise<Json> {
  const text = await response.text();
  equal(response.status, status, `status (${text.slice(0, 300)})`);
  match(response.headers.get("content-type"), /^application\/json(;|$)/, "content-type");
  try {
    return JSON.parse(text);
  } catch {
    return fail(`the body is not JSON: ${shown(text)}`);
  }
}

/** The bytes of a stream that began with 200. */
export async function bytesOf(response: Response): Promise<Uint8Array> {
  const bytes = await response.bytes();
  if (response.status !== 200) {
    fail(`status ${response.status}: ${new TextDecoder().decode(bytes).slice(0, 300)}`);
  }
  match(response.headers.get("content-type"), /^text\/event-stream(;|$)/, "content-type");
  return bytes;
}

/** The chunks of a streamed chat or completion, its framing checked. */
export async function chunks(
  target: Target,
  body: Record<string, unknown>,
  ask?: Ask,
  path = CHAT,
): Promise<Json[]> {
  return chunksOf(await bytesOf(await post(target, path, { stream: true, ...body }, ask)));
}

/** The events of a streamed response or message, its framing checked. */
export async function events(
  target: Target,
  path: string,
  body: Record<string, unknown>,
  ask?: Ask,
): Promise<Typed[]> {
  return typedOf(await bytesOf(await post(target, path, { stream: true, ...body }, ask)));
}

/** A whole chat completion. */
export function whole(
  target: Target,
  extra: Record<string, unknown> = {},
  ask?: Ask,
): Promise<Json> {
  return answer(target, CHAT, chat(extra), ask);
}

/** What a streamed choice adds up to. */
export interface Choice {
  readonly content: string;
  readonly texts: readonly string[];
  readonly reasoning: string;
  readonly refusal: string;
  readonly finish: string | null;
  readonly calls: readonly { id: string; name: string; arguments: string; fragments: string[] }[];
}

/** Adds the deltas of one choice up, as a client would. */
export function collected(all: readonly Json[], index = 0): Choice {
  const mine = all.flatMap((chunk) => chunk.choices).filter((choice) => choice.index === index);
  const deltas = mine.map((choice) => choice.delta);
  const calls: { id: string; name: string; arguments: string; fragments: string[] }[] = [];
  for (const part of deltas.flatMap((delta) => delta.tool_calls ?? [])) {
    const call = calls[part.index] ??= { id: "", name: "", arguments: "", fragments: [] };
    call.id += part.id ?? "";
    call.name += part.function?.name ?? "";
    call.arguments += part.function?.arguments ?? "";
    if (part.id === undefined) call.fragments.push(part.function?.arguments ?? "");
  }
  const texts = deltas.map((delta) => delta.content).filter((text) =>
    typeof text === "string" && text
  );
  return {
    content: texts.join(""),
    texts,
    reasoning: deltas.map((delta) => delta.reasoning_content ?? "").join(""),
    refusal: deltas.map((delta) => delta.refusal ?? "").join(""),
    finish: mine.map((choice) => choice.finish_reason).findLast((reason) => reason !== null) ??
      null,
    calls,
  };
}

export interface Refusal {
  readonly status?: number;
  readonly message: string | RegExp;
  readonly type?: string;
  readonly param?: string | null;
  readonly code?: string | null;
}

/** An answer that must be OpenAI's error envelope; what `expected` names must be so to the letter. */
export async function envelope(response: Response, expected: Refusal): Promise<Json> {
  const body = await jsonOf(response, expected.status ?? 400);
  equal(Object.keys(body), ["error"], "keys of the error's body");
  const { error } = body;
  equal(Object.keys(error), ["message", "type", "param", "code"], "keys of the error");
  if (typeof expected.message === "string") equal(error.message, expected.message, "message");
  else match(error.message, expected.message, "message");
  equal(error.type, expected.type ?? "invalid_request_error", "type");
  if ("param" in expected) equal(error.param, expected.param, "param");
  if ("code" in expected) equal(error.code, expected.code, "code");
  return body;
}

/** The event of this name, which must be there once. */
export function only(all: readonly Typed[], name: string): Json {
  const found = all.filter(({ event }) => event === name);
  ok(found.length === 1, `expected one ${name}, got ${found.length}`);
  return found[0]?.data;
}
