/** What a server tells, as far as tests ask for it; `docs/reference.md` has all of it. */

/** A stream under way. */
export interface Stream {
  readonly id: string;
  readonly model: string;
  /** Completion tokens that have left. */
  readonly tokens: number;
  /** Whether it holds itself. */
  readonly held: boolean;
  readonly paused: boolean;
}

/** `GET /streams` */
export interface StreamList {
  readonly data: readonly Stream[];
}

/** Speed and times of a stretch. */
export interface Figures {
  readonly ttft_ms: number | null;
  readonly duration_ms: number | null;
  readonly tokens: number;
  readonly tokens_per_second: number | null;
  readonly tokens_per_second_after_first: number | null;
  readonly largest_gap_ms: number | null;
}

/** A request in the ledger, `GET /requests/{id}`. */
export interface RequestDetail {
  readonly id: string;
  readonly path: string;
  readonly dialect: string | null;
  readonly rule: string | null;
  readonly model: string | null;
  readonly stream: boolean;
  readonly status: number | null;
  /** "open", "completed", "client_left", "ended", "dropped", "fault", "error", … */
  readonly outcome: string;
  readonly tokens: number;
  readonly planned_tokens: number | null;
  readonly error: string | null;
  readonly warnings: readonly string[];
  /** What left, when, and when it was due, in milliseconds after the request. */
  readonly chunks: readonly {
    readonly due_ms: number;
    readonly left_ms: number;
    readonly tokens: number;
  }[];
  readonly planned: Figures;
  readonly actual: Figures;
  /** What it said, where that is kept. */
  readonly request: { readonly headers: unknown; readonly body: unknown } | null;
}

/** `GET /requests` */
export interface RequestList {
  readonly data: readonly { readonly id: string }[];
}

/** `GET /verdict` */
export interface Verdict {
  readonly ok: boolean;
  readonly findings: readonly { readonly kind: string; readonly text: string }[];
}
