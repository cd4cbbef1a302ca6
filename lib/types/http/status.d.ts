/** HTTP status codes by name, as in RFC 9110. */
export declare const STATUS_CODE: {
  readonly OK: 200;
  readonly NoContent: 204;
  readonly NotModified: 304;
  readonly BadRequest: 400;
  readonly Unauthorized: 401;
  readonly Forbidden: 403;
  readonly NotFound: 404;
  readonly MethodNotAllowed: 405;
  readonly Conflict: 409;
  readonly RequestTimeout: 408;
  readonly ContentTooLarge: 413;
  readonly UnsupportedMediaType: 415;
  readonly TooManyRequests: 429;
  readonly InternalServerError: 500;
  readonly ServiceUnavailable: 503;
};
