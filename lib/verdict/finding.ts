/** What a client did wrong, with the evidence. */

/** Every kind of finding, by the name that a verdict tells it by. */
export const FINDING_KINDS = [
  "retried_too_early",
  "retried_too_late",
  "no_retry",
  "retried_in_vain",
  "retry_storm",
  "no_backoff",
  "new_idempotency_key",
  "tokens_after_stop",
  "left_open",
  "stopped_reading",
  "asked_again",
] as const;

/** One kind. */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One thing that a client did wrong. */
export interface Finding {
  readonly kind: FindingKind;
  /** The ids of the requests that show it, in their order. */
  readonly requests: readonly string[];
  /** A sentence for people. */
  readonly text: string;
  /** What was measured. */
  readonly evidence: Readonly<Record<string, number | string | null | readonly number[]>>;
}
