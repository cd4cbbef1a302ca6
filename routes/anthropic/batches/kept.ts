/** The batches that are kept: what became of each request, and when. */

import { ApiError } from "../../../lib/api_error.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import { type Shelf, shelfOf } from "../../../lib/shared/shelf.ts";

/** One request of a batch. */
export interface BatchedRequest {
  readonly customId: string;
  /** As the results tell it, unless it is cancelled. */
  readonly result: { readonly type: "succeeded" | "errored" } & Readonly<Record<string, unknown>>;
  /** When it has had its time, in milliseconds since 1970: they are answered one after another. */
  readonly endsUnixMs: number;
}

/** A batch. */
export interface Batch {
  readonly id: string;
  readonly createdUnixMs: number;
  readonly requests: readonly BatchedRequest[];
  readonly cancelledUnixMs?: number;
}

/** Where they are. */
export function keptBatches({ shared }: Deps): Shelf<Batch> {
  return shelfOf("batch", shared);
}

/** A kept one, or the 404. */
export async function findBatch(id: string, deps: Deps): Promise<Batch> {
  const found = await keptBatches(deps).get(id);
  if (found) return found;
  throw new ApiError({ status: 404, message: `Message Batch with id '${id}' not found.` });
}

/** How many were answered: when a batch is cancelled, the one under way is the last. */
export function countAnswered({ requests, cancelledUnixMs = Infinity }: Batch): number {
  const underWay = requests.findIndex(({ endsUnixMs }) => endsUnixMs > cancelledUnixMs);
  return underWay < 0 ? requests.length : underWay + 1;
}

/** When a batch has ended, in milliseconds since 1970. */
export function endsUnixMs(batch: Batch): number {
  return batch.requests[countAnswered(batch) - 1]?.endsUnixMs ?? batch.createdUnixMs;
}
