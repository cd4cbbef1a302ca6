/** Which of all requests somebody asks for. */

import type { Entry } from "./entry.ts";

/** Which requests a list is of. */
export interface RequestFilter {
  readonly model?: string;
  readonly outcome?: string;
  readonly status?: number;
  readonly path?: string;
  readonly session?: string;
  readonly limit: number;
}

/** Whether a list has an entry. */
export function matches(entry: Entry, filter: RequestFilter): boolean {
  return (filter.model === undefined || entry.model === filter.model) &&
    (filter.outcome === undefined || entry.outcome === filter.outcome) &&
    (filter.status === undefined || entry.status === filter.status) &&
    (filter.path === undefined || entry.path === filter.path) &&
    (filter.session === undefined || entry.session === filter.session);
}
