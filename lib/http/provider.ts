/** A service as its clients see it around its endpoints: who it lets in, and how it words what it refuses. */

import type { ApiErrorData } from "../api_error.ts";
import type { ErrorName } from "../config/faults.ts";
import type { Delivery } from "../ledger/observer.ts";
import type { Allowance, Grant } from "../shared/limits.ts";

/** One service that is stood in for. Its endpoints are rows of the table of routes. */
export interface Provider {
  /** What traces call it: OpenTelemetry's `gen_ai.provider.name`. */
  readonly name: string;
  /** What the paths of its endpoints begin with, and what a client's base URL ends in. */
  readonly basePath: string;
  /** Paths of the service's endpoints that are not mocked. */
  readonly notMocked?: RegExp;
  /** Whether a request that no route answers was meant for this service, by its headers or its path. */
  recognizes(request: Request, url: URL): boolean;
  /** The API key that a request came with. */
  apiKey(request: Request, url: URL): string | undefined;
  /** The error for a request with a wrong key, or with none. Only `strict` may tell a part of the key, where the service does. */
  denied(apiKey: string | undefined, strict: boolean): ApiErrorData;
  /** The error for a model that this service does not have. */
  unknownModel(model: string): ApiErrorData;
  /** The error for a request that a rate limit refused; no `url` where a limit is acted. */
  rateLimited(refusal: Refusal, model: string, url?: URL): ApiErrorData;
  /** What the service takes on its URLs by itself. */
  readonly queryKeys?: readonly string[];
  /** The error for a request that finds all places taken, and the line full. */
  readonly overloaded: ApiErrorData;
  /** How this service words an error that is asked for by name; nothing where it has no words of its own for it. */
  words?(error: ErrorName, model: string): ApiErrorData | undefined;
  /** The JSON body of an error. */
  envelope(error: ApiErrorData, requestId: string): unknown;
  /** The headers of every response. */
  headers(answered: Answered): Readonly<Record<string, string>>;
  /** The headers of a completion beside those: its rate limits, and what belongs to its event streams. */
  limitHeaders(answer: LimitedAnswer): Readonly<Record<string, string>>;
}

/** What the headers of every response are made from. */
export interface Answered {
  readonly requestId: string;
  readonly status: number;
  /** Milliseconds from the request's arrival to its answer's head. */
  readonly processingMs: number;
  /** What went wrong, where something did. */
  readonly error?: ApiErrorData;
}

/** A request that a rate limit refused. */
export type Refusal = Extract<Grant, { kind: "refused" }>;

/** What the headers of a completion are made from. */
export interface LimitedAnswer {
  readonly delivery: Delivery;
  /** Whether the rate limits let it pass; on some endpoints a refusal does not tell them. */
  readonly outcome: Grant["kind"];
  readonly model: string;
  readonly allowance: Allowance;
  /** Milliseconds since 1970. */
  readonly unixMs: number;
}

/** The password of `Authorization: Basic`, which is where a browser's dialog puts a key. */
export function basicPassword({ headers }: Request): string | undefined {
  const encoded = /^Basic\s+([\w+/=-]+)$/i.exec(headers.get("authorization") ?? "")?.[1];
  if (encoded === undefined) return undefined;
  try {
    return /^[^:]*:(.+)$/.exec(atob(encoded))?.[1];
  } catch {
    return undefined;
  }
}

/** The key of `Authorization: Bearer KEY`. */
export function bearerKey({ headers }: Request): string | undefined {
  return /^Bearer\s+(.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
}
