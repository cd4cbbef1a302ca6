/** What a protocol makes of a plan: the pieces of a response body, each with its time. */

/** One event's bytes, or several that always leave together. */
export interface Frame {
  /** Milliseconds after the request arrived, on the plan's own time. */
  readonly at: number;
  /** Exactly what is written. */
  readonly data: string;
  /** Completion tokens that it carries. */
  readonly tokens: number;
}
