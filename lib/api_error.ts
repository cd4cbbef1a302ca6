/** The one error class: what a request did wrong, as data. Each dialect words its own envelope from it. */

/** What happened, apart from any wire format. `param` names the key, `code` the machine-readable cause. */
export interface ApiErrorData {
  /** HTTP status, 400 to 599. */
  readonly status: number;
  /** Whether it is told by an answer whose own status is 200, as some gateways do. */
  readonly inA200?: true;
  readonly message: string;
  /** The wire's error type; `invalid_request_error` unless said otherwise. */
  readonly type?: string;
  readonly param?: string;
  readonly code?: string;
  /** What `message` says in plain words where the services have words of their own for it. */
  readonly fault?: CommonFault;
  /** What the body is where it is not the service's envelope. */
  readonly body?: ErrorBody;
  /** Whether the client was gone before it had sent all. */
  readonly clientLeft?: true;
  /** Extra response headers, such as `allow` or `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What goes wrong in the same way on every wire, before or beneath any of them. */
export type CommonFault = "not_json" | "internal";

/** A gateway's page, or its line, or nothing, or half of the service's JSON. */
export type ErrorBody = "html" | "text" | "empty" | "half_json";

/** A request that cannot be served, thrown anywhere below the router and answered by it. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  /** What the envelope is made from. */
  readonly data: ApiErrorData;

  constructor(data: ApiErrorData) {
    super(data.message);
    this.data = data;
  }
}

/** A 400 that names the key at fault. */
export function badRequest(message: string, param?: string, code?: string): ApiError {
  return new ApiError({
    status: 400,
    message,
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  });
}
