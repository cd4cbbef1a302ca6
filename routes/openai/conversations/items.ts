/** `/v1/conversations/{id}/items` and one of them. */

import { z } from "zod";
import { ApiError } from "../../../lib/api_error.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import { readRawBody } from "../../../lib/dialect/read_body.ts";
import { wayOf } from "../../../lib/dialect/refuse_if_strict.ts";
import type { Handler } from "../../../lib/http/exchange.ts";
import { jsonAnswer } from "../../../lib/http/answer.ts";
import { listJson, listPage } from "../list_page.ts";
import { inputItem } from "../responses/input.ts";
import { missing } from "../issue_words.ts";
import { named, parseOpenAi } from "../validation.ts";
import { conversationJson } from "./conversations.ts";
import { addItems, findConversation, itemsNow, keptConversations } from "./kept.ts";

const createBody = z.object({
  items: named(z.array(inputItem).max(20), "an array of objects"),
});

/** `POST /v1/conversations/{id}/items`: gives those that were added. */
export const createItems = (deps: Deps): Handler => async (exchange) => {
  const { params: { id = "" } } = exchange;
  const conversation = await findConversation(id, deps);
  const raw = await readRawBody(exchange, deps);
  const { items } = parseOpenAi(createBody, raw, wayOf(exchange, deps), {
    items: () => missing("items"),
  });
  const added = await addItems(conversation, items, deps.clock.unixMs(), deps);
  return jsonAnswer(listJson(added, false));
};

/** `GET /v1/conversations/{id}/items`: the newest first. */
export const listItems = (deps: Deps): Handler => async ({ params: { id = "" }, url }) =>
  listPage(itemsNow(await findConversation(id, deps), deps), url, "desc");

/** `GET /v1/conversations/{id}/items/{item}`. */
export const getItem =
  (deps: Deps): Handler => async ({ params: { id = "", item: itemId = "" } }) => {
    const conversation = await findConversation(id, deps);
    const found = itemsNow(conversation, deps).find((item) => item.id === itemId);
    if (!found) throw itemNotFound(itemId);
    return jsonAnswer(found);
  };

/** `DELETE /v1/conversations/{id}/items/{item}`: gives the conversation. */
export const deleteItem =
  (deps: Deps): Handler => async ({ params: { id = "", item: itemId = "" } }) => {
    const conversation = await findConversation(id, deps);
    const items = conversation.items.filter(({ item }) => item.id !== itemId);
    if (items.length === conversation.items.length) throw itemNotFound(itemId);
    await keptConversations(deps).put(id, { ...conversation, items });
    return jsonAnswer(conversationJson(conversation));
  };

function itemNotFound(id: string): ApiError {
  return new ApiError({ status: 404, message: `Item with id '${id}' not found.` });
}
