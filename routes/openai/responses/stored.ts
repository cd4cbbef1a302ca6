/** What the Responses API remembers: a follow-up's conversation, and `/v1/responses/{id}`. */

import { z } from "zod";
import { ApiError, badRequest } from "../../../lib/api_error.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import type { Memory } from "../../../lib/dialect/completions.ts";
import type { Answer } from "../../../lib/dialect/dialect.ts";
import { hashText, hex, seededRandom } from "../../../lib/random.ts";
import type { Handler } from "../../../lib/http/router.ts";
import { endedResponse } from "./response_object.ts";
import type { ResponsesBody } from "./body.ts";
import { type InputItem, inputItem, kindOf } from "./input.ts";
import { keyOf, keyOfItem, outputOf, responseId } from "./output.ts";

const items = z.array(inputItem);

const keptResponse = z.object({
  /** As it is in the end. A record keeps its keys in order. */
  response: z.record(z.string(), z.unknown()),
  earlier: items,
  input: items,
  /** When it has ended, in milliseconds since 1970; only one in the background is asked for before. */
  endsUnixMs: z.number(),
});

type KeptResponse = z.output<typeof keptResponse>;

/** The memory of the Responses API. */
export function responsesMemory(deps: Deps): Memory<ResponsesBody> {
  return {
    async recall(body) {
      const { previous_response_id: id } = body;
      const input = await Promise.all(body.input.map((item) => resolved(item, deps)));
      if (id === undefined) return { ...body, input };
      const previous = await find(id, deps);
      if (!previous) {
        throw badRequest(
          `Previous response with id '${id}' not found.`,
          "previous_response_id",
          "previous_response_not_found",
        );
      }
      const output = items.parse(previous.response.output);
      return { ...body, input, earlier: [...previous.earlier, ...previous.input, ...output] };
    },
    async keep(answer) {
      const { body: { store, earlier, input } } = answer;
      if (store === false) return;
      await deps.control.keep(keyOf(responseId(answer)), {
        response: endedResponse(answer, outputOf(answer)),
        earlier,
        input,
        endsUnixMs: endsUnixMs(answer, deps),
      });
    },
  };
}

/** `GET /v1/responses/{id}`. */
export const getResponse = (deps: Deps): Handler => async ({ params: { id = "" } }) =>
  Response.json(asOf(await findOr404(id, deps), deps));

/** `DELETE /v1/responses/{id}`. */
export const deleteResponse = (deps: Deps): Handler => async ({ params: { id = "" } }) => {
  if (!await deps.control.forget(keyOf(id))) throw notFound(id);
  return Response.json({ id, object: "response", deleted: true });
};

/** `POST /v1/responses/{id}/cancel`: only what is made in the background can be cancelled. */
export const cancelResponse = (deps: Deps): Handler => async ({ params: { id = "" } }) => {
  const kept = await findOr404(id, deps);
  if (!kept.response.background) throw badRequest("Cannot cancel a synchronous response.");
  if (hasEnded(kept, deps)) return Response.json(kept.response);
  const response = { ...asOf(kept, deps), status: "cancelled" };
  await deps.control.keep(keyOf(id), { ...kept, response, endsUnixMs: 0 });
  return Response.json(response);
};

const listQuery = z.object({
  order: z.enum(["asc", "desc"]).default("desc"),
  after: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

/** `GET /v1/responses/{id}/input_items`: the whole conversation that was answered, the newest first. */
export const listInputItems = (deps: Deps): Handler => async ({ params: { id = "" }, url }) => {
  const { earlier, input } = await findOr404(id, deps);
  const query = listQuery.safeParse(Object.fromEntries(url.searchParams));
  if (!query.success) throw badRequest(`Cannot read the query: ${query.error.issues[0]?.message}.`);
  const { order, after, limit } = query.data;
  const oldestFirst = [...earlier, ...input].map((item, i) => storedItem(item, `${keyOf(id)}${i}`));
  const all = order === "asc" ? oldestFirst : oldestFirst.toReversed();
  const start = all.findIndex((item) => item.id === after) + 1;
  const data = all.slice(start, start + limit);
  return Response.json({
    object: "list",
    data,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: start + limit < all.length,
  });
};

/** An item as it is listed: with an id, and what a message says in parts. */
function storedItem(item: InputItem, seed: string): InputItem & { readonly id: string } {
  const { id, role = "user", content } = item;
  const type = kindOf(item);
  const own = id ?? `msg_${hex(seededRandom(hashText(seed)), 50)}`;
  if (type !== "message") return { ...item, id: own, type };
  const part = role === "assistant"
    ? { type: "output_text", annotations: [], logprobs: [] }
    : { type: "input_text" };
  return {
    id: own,
    type,
    status: "completed",
    content: typeof content === "string" ? [{ ...part, text: content }] : content,
    role,
  };
}

/** The item itself in place of a reference to one that a kept response made. */
async function resolved(item: InputItem, deps: Deps): Promise<InputItem> {
  if (kindOf(item) !== "item_reference" || !item.id) return item;
  const kept = keptResponse.safeParse(await deps.control.recall(keyOfItem(item.id))).data;
  const output = items.safeParse(kept?.response.output).data ?? [];
  const found = output.find(({ id }) => id === item.id);
  if (found) return found;
  throw new ApiError({
    status: 404,
    message: `Item with id '${item.id}' not found.`,
    param: "input",
  });
}

async function find(id: string, deps: Deps): Promise<KeptResponse | undefined> {
  return keptResponse.safeParse(await deps.control.recall(keyOf(id))).data;
}

async function findOr404(id: string, deps: Deps): Promise<KeptResponse> {
  const kept = await find(id, deps);
  if (kept) return kept;
  throw notFound(id);
}

function notFound(id: string): ApiError {
  return new ApiError({ status: 404, message: `Response with id '${id}' not found.` });
}

/** A response as it is now. */
function asOf(kept: KeptResponse, deps: Deps): object {
  if (hasEnded(kept, deps)) return kept.response;
  return {
    ...kept.response,
    status: "in_progress",
    completed_at: null,
    incomplete_details: null,
    output: [],
    usage: null,
  };
}

function hasEnded({ endsUnixMs }: KeptResponse, { clock }: Deps): boolean {
  return endsUnixMs <= clock.unixMs();
}

/** A response in the background takes the time that its stream would; all others are there once they are kept. */
function endsUnixMs({ plan, body, settings }: Answer<ResponsesBody>, { clock }: Deps): number {
  const isPending = body.background && !body.stream && settings.whole_responses === "at_once";
  return isPending ? clock.unixMs() + (plan.choices[0]?.end.at ?? 0) / settings.speed : 0;
}
