/** `/v1/responses/{id}` and what is under it. */

import { badRequest } from "../../../lib/api_error.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import type { Handler } from "../../../lib/http/exchange.ts";
import { jsonAnswer } from "../../../lib/http/answer.ts";
import { listPage } from "../list_page.ts";
import { findResponseOr404, keptResponses, responseNotFound } from "./kept.ts";
import { keyOf } from "./ids.ts";
import { resumed, resumeOf } from "./resume.ts";
import { hasEnded, responseNow } from "./retell.ts";
import { storedItems } from "./stored_item.ts";

/** `GET /v1/responses/{id}`: as it is now, or its events. */
export const getResponse = (deps: Deps): Handler => async (exchange) => {
  const kept = await findResponseOr404(exchange.params.id ?? "", deps);
  const resume = resumeOf(exchange.url);
  if (resume) return await resumed(kept, resume, deps, exchange);
  return jsonAnswer(await responseNow(kept, deps));
};

/** `DELETE /v1/responses/{id}`. */
export const deleteResponse = (deps: Deps): Handler => async ({ params: { id = "" } }) => {
  if (!await keptResponses(deps).remove(keyOf(id))) throw responseNotFound(id);
  return jsonAnswer({ id, object: "response", deleted: true });
};

/** `POST /v1/responses/{id}/cancel`: only what is made in the background can be cancelled. */
export const cancelResponse = (deps: Deps): Handler => async ({ params: { id = "" } }) => {
  const kept = await findResponseOr404(id, deps);
  if (!kept.body.background) throw badRequest("Cannot cancel a synchronous response.");
  if (hasEnded(kept, deps)) return jsonAnswer(await responseNow(kept, deps));
  const now = deps.clock.unixMs();
  const cancelled = { ...kept, cancelledUnixMs: now, endsUnixMs: now };
  await keptResponses(deps).put(keyOf(id), cancelled);
  return jsonAnswer(await responseNow(cancelled, deps));
};

/** `GET /v1/responses/{id}/input_items`: the whole conversation that was answered, the newest first. */
export const listInputItems = (deps: Deps): Handler => async ({ params: { id = "" }, url }) => {
  const { body: { earlier, input } } = await findResponseOr404(id, deps);
  const items = await storedItems([...earlier, ...input], keyOf(id), deps.turns);
  return listPage(items, url, "desc");
};
