/** What a wire protocol of completions is. */

import type { Settings } from "../config/settings.ts";
import type { ShapeKey, ShapeNames } from "../config/shapes.ts";
import type { Provider } from "../http/provider.ts";
import type { Plan } from "../plan/plan.ts";
import type { Prompt } from "../plan/prompt.ts";
import type { Framing } from "../stream/framing.ts";
import type { StreamWriter } from "../stream/writer.ts";
import type { Tokenizer } from "../tokens/tokenizer.ts";
import type { Objections, RefuseIfStrict } from "./objections.ts";

/** A body as it came, an object of unknown contents. */
export type RawBody = Readonly<Record<string, unknown>>;

/** A request as it came, its body read as JSON. */
export interface RawRequest {
  /** Without our own settings; its `model` without any query. */
  readonly body: RawBody;
  readonly headers: Headers;
  readonly url: URL;
  /** The groups of the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
}

/** How bodies of one protocol are read. */
export interface BodyReader<Body> {
  /** What rules, metrics and the ledger know it by, whoever serves it: "chat", "responses", "messages", … */
  readonly name: string;
  readonly provider: Provider;
  /** Whom the request asks, by its body, its path or its query; "" where it names nobody. Absent: by `model` of the body. */
  model?(request: RawRequest): string | Promise<string>;
  /** Checks a request; throws the `ApiError` that the real service would, or gives it to `refuseIfStrict` where it can be served. */
  parse(request: RawRequest, refuseIfStrict: RefuseIfStrict): Body;
}

/** How what a body asks for is read. */
export interface PromptReader<Body> {
  prompt(body: Body, settings: Settings): Prompt;
  /** What the service has against requests whose every field is right. */
  readonly objections: Objections<Body>;
}

/** What an answer is written from. */
export interface Answer<Body> {
  readonly plan: Plan;
  readonly body: Body;
  readonly settings: Settings;
  /** For what a body says in tokens. */
  readonly tokenizer: Tokenizer;
  readonly requestId: string;
}

/** What one value of a setting changes: the plan, what is streamed of it, what is told whole of it. */
export interface Shape<Body> {
  plan?(plan: Plan): Plan;
  /** Changes what `writer` says; it is made anew for each stream, so that it may remember. */
  writer?(writer: StreamWriter, answer: Answer<Body>): StreamWriter;
  /** Absent where a whole answer cannot mean it. */
  whole?(json: unknown, answer: Answer<Body>): unknown;
}

/** What a protocol has words for. */
export type Shapes<Body> = {
  readonly [Key in ShapeKey]?: { readonly [Name in ShapeNames[Key]]?: Shape<Body> };
};

/** One wire protocol: reads a body into a prompt, writes a plan back out. Pure; it never awaits. */
export interface Dialect<Body> extends BodyReader<Body>, PromptReader<Body> {
  readonly framing: Framing;
  /** The completion's id on this wire. */
  id(answer: Answer<Body>): string;
  /** The answer as one JSON value. */
  whole(answer: Answer<Body>): unknown;
  /** The answer as events; throws an `ApiError` where it cannot be told, since a stream that has begun no longer can. */
  writer(answer: Answer<Body>): StreamWriter;
  /** Which of the ways to word an answer wrong this protocol has words for. */
  readonly shapes?: Shapes<Body>;
}
