/** How near a rule came to a request, as `GET /requests/{id}` tells it. */
export interface NearRule {
  readonly rule: string;
  /** How many of its conditions hold. */
  readonly held: number;
  /** Those that do not; none of a rule that holds. */
  readonly failed: readonly FailedCondition[];
  /** How often it had answered, where it may no more; else `null`. */
  readonly used_up: number | null;
}

/** A condition that does not hold. */
export interface FailedCondition {
  /** Its key, as the rule writes it. */
  readonly key: string;
  /** What it asks for, as the rule writes it. */
  readonly wanted: unknown;
  /** What the request has there, cut short; `null` where that is long to tell, or nobody else's to read. */
  readonly found: string | null;
}
