/** Chat completions of `store: true`: kept, listed, and told again. */

import { ApiError } from "../../../lib/api_error.ts";
import { isRecord } from "../../../lib/is_record.ts";
import type { Memory } from "../../../lib/dialect/memory.ts";
import type { Deps } from "../../../lib/dialect/deps.ts";
import type { Answer } from "../../../lib/dialect/dialect.ts";
import type { Handler } from "../../../lib/http/exchange.ts";
import { wrongMethod } from "../../../lib/http/no_route.ts";
import { jsonAnswer } from "../../../lib/http/answer.ts";
import { endsAt } from "../../../lib/plan/steps.ts";
import { toldPlan } from "../../../lib/plan/told_plan.ts";
import { type Shelf, shelfOf } from "../../../lib/shared/shelf.ts";
import { listPage } from "../list_page.ts";
import { readMetadata } from "../metadata.ts";
import type { ChatBody } from "./body.ts";
import { chat } from "./chat.ts";
import type { Message } from "./messages.ts";

/** What is told back, with at least an id. */
type Told = Readonly<Record<string, unknown>> & { readonly id: string };

/** A completion that is kept. */
interface KeptCompletion {
  readonly completion: Told & { readonly model: string; readonly metadata: object };
  readonly messages: readonly Told[];
  /** When it has been said, in milliseconds since 1970; it is not there before. */
  readonly endsUnixMs: number;
}

const keptCompletions = ({ shared }: Deps): Shelf<KeptCompletion> => shelfOf("chat", shared);

/** Under this key something is kept once any completion has been. */
const EVER_KEPT = "ever_kept_chat";

/** Keeps what asks for it. */
export function chatMemory(deps: Deps): Memory<ChatBody> {
  return {
    recall: (body) => Promise.resolve(body),
    async keep(answer, arrived) {
      if (!answer.body.store) return;
      const { body, settings } = answer;
      const { plan } = await toldPlan(answer.plan, deps.turns);
      const id = chat.id(answer);
      const takesTime = body.stream || settings.whole_responses === "paced";
      const tookMs = deps.clock.now() - arrived;
      await deps.shared.keep(EVER_KEPT, true);
      await keptCompletions(deps).put(id, {
        completion: completionJson({ ...answer, plan }),
        messages: body.messages.map((message, i) => messageJson(message, `${id}-${i}`)),
        endsUnixMs: deps.clock.unixMs() - tookMs + (takesTime ? endsAt(plan) / settings.speed : 0),
      });
    },
  };
}

/** A kept completion: as it was answered, with what was asked. */
function completionJson(answer: Answer<ChatBody>): KeptCompletion["completion"] {
  const { body, plan, requestId } = answer;
  const whole = chat.whole(answer);
  return {
    ...(isRecord(whole) ? whole : {}),
    id: chat.id(answer),
    model: plan.model,
    request_id: requestId,
    tool_choice: body.tool_choice ?? null,
    seed: body.seed ?? null,
    top_p: body.top_p ?? 1,
    temperature: body.temperature ?? 1,
    presence_penalty: body.presence_penalty ?? 0,
    frequency_penalty: body.frequency_penalty ?? 0,
    input_user: body.user ?? null,
    tools: body.tools ?? null,
    metadata: body.metadata ?? {},
    response_format: body.response_format ?? null,
  };
}

function messageJson(message: Message, id: string): Told {
  const { content } = message;
  const parts = Array.isArray(content) ? content : null;
  const text = parts ? parts.map((part) => part.text ?? "").join("") : content ?? null;
  return { ...message, id, content: text, name: message.name ?? null, content_parts: parts };
}

/**
 * `GET /v1/chat/completions`, the oldest first; the query may name a model and metadata. Where nothing was ever kept and nothing
 * is asked for, this is a POST gone wrong, and is told so as the real service was measured to.
 */
export const listCompletions = (deps: Deps): Handler => async ({ url }) => {
  const { searchParams } = url;
  if (searchParams.size === 0 && await deps.shared.recall(EVER_KEPT) === undefined) {
    throw wrongMethod([{ method: "POST" }]);
  }
  const model = searchParams.get("model");
  const wanted = [...searchParams].flatMap(([key, value]) => {
    const name = /^metadata\[(.+)\]$/.exec(key)?.[1];
    return name === undefined ? [] : [{ name, value }];
  });
  const all = (await keptCompletions(deps).list())
    .filter((kept) => isThere(kept, deps))
    .map(({ completion }) => completion)
    .filter((one) => model === null || one.model === model)
    .filter(({ metadata }) =>
      wanted.every(({ name, value }) => Reflect.get(metadata, name) === value)
    );
  return listPage(all, url, "asc");
};

/** `GET /v1/chat/completions/{id}`. */
export const getCompletion = (deps: Deps): Handler => async ({ params: { id = "" } }) =>
  jsonAnswer((await findCompletion(id, deps)).completion);

/** `GET /v1/chat/completions/{id}/messages`: what was asked, the oldest first. */
export const listMessages = (deps: Deps): Handler => async ({ params: { id = "" }, url }) =>
  listPage((await findCompletion(id, deps)).messages, url, "asc");

/** `POST /v1/chat/completions/{id}`: other metadata. */
export const updateCompletion = (deps: Deps): Handler => async (exchange) => {
  const { params: { id = "" } } = exchange;
  const kept = await findCompletion(id, deps);
  const completion = { ...kept.completion, metadata: await readMetadata(exchange, deps) };
  await keptCompletions(deps).put(id, { ...kept, completion });
  return jsonAnswer(completion);
};

/** `DELETE /v1/chat/completions/{id}`. */
export const deleteCompletion = (deps: Deps): Handler => async ({ params: { id = "" } }) => {
  await findCompletion(id, deps);
  await keptCompletions(deps).remove(id);
  return jsonAnswer({ object: "chat.completion.deleted", id, deleted: true });
};

async function findCompletion(id: string, deps: Deps): Promise<KeptCompletion> {
  const kept = await keptCompletions(deps).get(id);
  if (kept && isThere(kept, deps)) return kept;
  throw new ApiError({ status: 404, message: `Chat completion with id '${id}' not found.` });
}

function isThere({ endsUnixMs }: KeptCompletion, { clock }: Deps): boolean {
  return endsUnixMs <= clock.unixMs();
}
