/** The best of `types` that the request's `accept` header takes. */
export declare function accepts(
  request: Pick<Request, "headers">,
  ...types: string[]
): string | undefined;
