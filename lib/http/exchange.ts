/** One request on its way to an answer. */

import type { ApiErrorData } from "../api_error.ts";
import type { Answer } from "./answer.ts";
import type { RequestObserver } from "../ledger/observer.ts";
import type { Patience } from "./patience.ts";

/** One request on its way through. */
export interface Exchange {
  readonly request: Request;
  /** Without what names the session. */
  readonly url: URL;
  /** The groups of the route's path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The `x-request-id` of the answer. */
  readonly id: string;
  /** When the request arrived, on the clock. */
  readonly arrived: number;
  /** The key that it came with. */
  readonly apiKey: string | undefined;
  /** The session that it names; absent where it names none. */
  readonly session?: string;
  /** For what it sends; absent in process. */
  readonly patience?: Patience;
  /** Why this client may not be told what others have stored here; nothing where it may. Absent in process. */
  whyNotStored?(): ApiErrorData | undefined;
  /** Is told what becomes of this request. */
  readonly observer: RequestObserver;
  /** Notes what is served here and would not be elsewhere, for the ledger and a header of the answer. */
  warn(warning: string): void;
}

/** Answers a request; throws `ApiError` for one that cannot be served. */
export type Handler = (exchange: Exchange) => Answer | Response | Promise<Answer | Response>;
