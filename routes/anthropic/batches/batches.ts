/** `/v1/messages/batches` and one of them: what it has come to, and its results. */

import { ApiError, badRequest } from "../../../lib/api_error.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import type { Handler } from "../../../lib/http/exchange.ts";
import { jsonAnswer } from "../../../lib/http/answer.ts";
import { listPage } from "../list_page.ts";
import { rfc3339 } from "../provider.ts";
import { type Batch, countAnswered, endsUnixMs, findBatch, keptBatches } from "./kept.ts";

const DAY_MS = 86_400_000;

/** `GET /v1/messages/batches/{id}`. */
export const getBatch = (deps: Deps): Handler => async ({ params: { id = "" }, url }) =>
  jsonAnswer(batchJson(await findBatch(id, deps), url, deps));

/** `GET /v1/messages/batches`, the newest first. */
export const listBatches = (deps: Deps): Handler => async ({ url }) => {
  const all = await keptBatches(deps).list();
  return listPage(all.toReversed().map((batch) => batchJson(batch, url, deps)), url, 20);
};

/** `POST /v1/messages/batches/{id}/cancel`: the request under way is still answered, the others are not. */
export const cancelBatch = (deps: Deps): Handler => async ({ params: { id = "" }, url }) => {
  const batch = await findBatch(id, deps);
  const now = deps.clock.unixMs();
  if (batch.cancelledUnixMs !== undefined || endsUnixMs(batch) <= now) {
    return jsonAnswer(batchJson(batch, url, deps));
  }
  const cancelled = { ...batch, cancelledUnixMs: now };
  await keptBatches(deps).put(id, cancelled);
  return jsonAnswer(batchJson(cancelled, url, deps));
};

/** `DELETE /v1/messages/batches/{id}`, once it has ended. */
export const deleteBatch = (deps: Deps): Handler => async ({ params: { id = "" } }) => {
  const batch = await findBatch(id, deps);
  if (endsUnixMs(batch) > deps.clock.unixMs()) {
    throw badRequest(
      `Message Batch '${id}' cannot be deleted while it is processed: cancel it first.`,
    );
  }
  await keptBatches(deps).remove(id);
  return jsonAnswer({ id, type: "message_batch_deleted" });
};

/** `GET /v1/messages/batches/{id}/results`: a line for each request, once the batch has ended. */
export const batchResults = (deps: Deps): Handler => async ({ params: { id = "" } }) => {
  const batch = await findBatch(id, deps);
  if (endsUnixMs(batch) > deps.clock.unixMs()) {
    const message = `Message Batch '${id}' has no available results: it has not ended.`;
    throw new ApiError({ status: 404, message });
  }
  const done = countAnswered(batch);
  const lines = batch.requests.map(({ customId, result }, i) =>
    `${JSON.stringify({ custom_id: customId, result: i < done ? result : { type: "canceled" } })}\n`
  );
  const text = lines.join("");
  return { headers: { "content-type": "application/x-jsonl" }, body: text, text };
};

/** A batch as it is now. What it counts is told when it has ended. */
export function batchJson(
  batch: Batch,
  { origin }: URL,
  { clock }: Deps,
): Readonly<Record<string, unknown>> & { readonly id: string } {
  const { id, createdUnixMs, requests, cancelledUnixMs } = batch;
  const ends = endsUnixMs(batch);
  const hasEnded = ends <= clock.unixMs();
  const done = requests.slice(0, countAnswered(batch));
  const count = (type: "succeeded" | "errored") =>
    hasEnded ? done.filter(({ result }) => result.type === type).length : 0;
  const pending = cancelledUnixMs === undefined ? "in_progress" : "canceling";
  return {
    id,
    type: "message_batch",
    processing_status: hasEnded ? "ended" : pending,
    request_counts: {
      processing: hasEnded ? 0 : requests.length,
      succeeded: count("succeeded"),
      errored: count("errored"),
      canceled: hasEnded ? requests.length - done.length : 0,
      expired: 0,
    },
    ended_at: hasEnded ? rfc3339(ends) : null,
    created_at: rfc3339(createdUnixMs),
    expires_at: rfc3339(createdUnixMs + DAY_MS),
    archived_at: null,
    cancel_initiated_at: cancelledUnixMs === undefined ? null : rfc3339(cancelledUnixMs),
    results_url: hasEnded ? `${origin}/v1/messages/batches/${id}/results` : null,
  };
}
