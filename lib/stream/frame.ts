/** What a response body is made of: bytes with their times, or the break of its connection. */

/** One event's bytes, or several that always leave together; or a broken connection, after which nothing leaves. */
export type Frame =
  | {
    readonly kind: "data";
    /** Milliseconds after the request arrived, on the plan's own time. */
    readonly at: number;
    /** Exactly what is written. */
    readonly data: string | Uint8Array;
    /** Completion tokens that it carries. */
    readonly tokens: number;
    /** Present where it must not be written together with the frames beside it. */
    readonly alone?: true;
  }
  | { readonly kind: "break"; readonly at: number };
