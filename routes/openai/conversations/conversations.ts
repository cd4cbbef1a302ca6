/** `/v1/conversations` and one of them. */

import { z } from "zod";
import type { Deps } from "../../../lib/dialect/deps.ts";
import { readRawBody } from "../../../lib/dialect/read_body.ts";
import { wayOf } from "../../../lib/dialect/refuse_if_strict.ts";
import type { Handler } from "../../../lib/http/exchange.ts";
import { jsonAnswer } from "../../../lib/http/answer.ts";
import { inputItem } from "../responses/input.ts";
import { metadata, readMetadata, refuseTooMuch } from "../metadata.ts";
import { named, parseOpenAi } from "../validation.ts";
import {
  addItems,
  type Conversation,
  findConversation,
  keptConversations,
  newConversation,
} from "./kept.ts";

const createBody = z.object({
  items: named(z.array(inputItem).max(20), "an array of objects").optional(),
  metadata: metadata.optional(),
});

/** `POST /v1/conversations`. */
export const createConversation = (deps: Deps): Handler => async (exchange) => {
  const raw = await readRawBody(exchange, deps);
  const refuseIfStrict = wayOf(exchange, deps);
  const body = parseOpenAi(createBody, raw, refuseIfStrict, {});
  refuseTooMuch(body, refuseIfStrict);
  const conversation = newConversation(body.metadata ?? {}, deps);
  await addItems(conversation, body.items ?? [], deps.clock.unixMs(), deps);
  return jsonAnswer(conversationJson(conversation));
};

/** `GET /v1/conversations/{id}`. */
export const getConversation = (deps: Deps): Handler => async ({ params: { id = "" } }) =>
  jsonAnswer(conversationJson(await findConversation(id, deps)));

/** `POST /v1/conversations/{id}`: other metadata. */
export const updateConversation = (deps: Deps): Handler => async (exchange) => {
  const { params: { id = "" } } = exchange;
  const conversation = await findConversation(id, deps);
  const updated = { ...conversation, metadata: await readMetadata(exchange, deps) };
  await keptConversations(deps).put(id, updated);
  return jsonAnswer(conversationJson(updated));
};

/** `DELETE /v1/conversations/{id}`. */
export const deleteConversation = (deps: Deps): Handler => async ({ params: { id = "" } }) => {
  await findConversation(id, deps);
  await keptConversations(deps).remove(id);
  return jsonAnswer({ id, object: "conversation.deleted", deleted: true });
};

/** A conversation as it is told. */
export function conversationJson({ id, created, metadata }: Conversation): object {
  return { id, object: "conversation", created_at: created, metadata };
}
