/** What the Responses API remembers between requests: what a follow-up goes on from, and what items refer to. */

import { z } from "zod";
import { ApiError, badRequest } from "../../../lib/api_error.ts";
import type { RawRequest } from "../../../lib/dialect/dialect.ts";
import type { Memory } from "../../../lib/dialect/memory.ts";
import { toldPlan } from "../../../lib/plan/told_plan.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import type { ResponsesBody } from "./body.ts";
import { type InputItem, inputItem, kindOf } from "./input.ts";
import {
  endsUnixMs,
  findResponse,
  keepPlace,
  keepResponse,
  type KeptResponse,
  keptResponses,
} from "./kept.ts";
import { addItems, findConversation, itemsNow } from "../conversations/kept.ts";
import { keyOfItem } from "./ids.ts";
import { itemJson } from "./item_json.ts";
import { outputOf } from "./output.ts";
import { toldAnswerOf } from "./retell.ts";

const items = z.array(inputItem);

/** A memory that knows whom a request asks that does not say. */
type ResponsesMemory = Memory<ResponsesBody> & {
  modelOf(request: RawRequest): Promise<string>;
};

/** The memory of the Responses API. */
export function responsesMemory(deps: Deps): ResponsesMemory {
  return {
    async modelOf({ body: { model, previous_response_id: id, prompt } }) {
      if (typeof model === "string") return model;
      const previous = typeof id === "string" ? await findResponse(id, deps) : undefined;
      // Nobody here knows what a prompt says, or of whom it asks it.
      const [first = ""] = prompt ? deps.config().models.keys() : [];
      return previous?.plan.model ?? first;
    },
    async recall(body) {
      const { previous_response_id: id, conversation } = body;
      const input = await resolvedAll(body.input, deps);
      if (conversation !== undefined) {
        const earlier = itemsNow(await findConversation(idOf(conversation), deps), deps);
        return { ...body, input, earlier };
      }
      if (id === undefined) return { ...body, input };
      const previous = await findResponse(id, deps);
      if (!previous) {
        throw badRequest(
          `Previous response with id '${id}' not found.`,
          "previous_response_id",
          "previous_response_not_found",
        );
      }
      const { earlier, input: asked } = previous.body;
      return { ...body, input, earlier: [...earlier, ...asked, ...await said(previous, deps)] };
    },
    follow(answer, place, isEnded) {
      if (answer.body.store !== false) keepPlace(answer, place, isEnded, deps);
    },
    async keep(answer, arrived) {
      const { body: { store, conversation, input } } = answer;
      if (store !== false) await keepResponse(answer, arrived, deps);
      if (conversation === undefined) return;
      const found = await findConversation(idOf(conversation), deps);
      const { plan } = await toldPlan(answer.plan, deps.turns);
      const output = outputOf({ ...answer, plan }).map((item) => itemJson(item, "ended"));
      const added = [...input, ...items.parse(output)];
      await addItems(found, added, endsUnixMs(answer, arrived, deps), deps);
    },
  };
}

function idOf(conversation: NonNullable<ResponsesBody["conversation"]>): string {
  return typeof conversation === "string" ? conversation : conversation.id;
}

/** What a response says, as items that a conversation can go on from. */
async function said(kept: KeptResponse, deps: Deps): Promise<readonly InputItem[]> {
  const output = outputOf(await toldAnswerOf(kept, deps));
  return items.parse(output.map((item) => itemJson(item, "ended")));
}

/** Nobody waits while thousands of references are followed. */
async function resolvedAll(
  all: readonly InputItem[],
  deps: Deps,
): Promise<readonly InputItem[]> {
  if (!all.some(isReference)) return all;
  const items: InputItem[] = [];
  for (const item of all) {
    items.push(isReference(item) ? await resolved(item, deps) : item);
    if (deps.turns.spent()) await deps.turns.next();
  }
  return items;
}

function isReference(item: InputItem): boolean {
  return kindOf(item) === "item_reference";
}

/** The item itself in place of a reference to one that a kept response made. */
async function resolved(item: InputItem, deps: Deps): Promise<InputItem> {
  if (!item.id) return item;
  const kept = await keptResponses(deps).get(keyOfItem(item.id));
  const found = kept && (await said(kept, deps)).find(({ id }) => id === item.id);
  if (found) return found;
  throw new ApiError({
    status: 404,
    message: `Item with id '${item.id}' not found.`,
    param: "input",
  });
}
