/** `POST /v1/embeddings`: vectors of texts, as numbers or as base64 (docs/wire.md §5). */

import type { Deps } from "../../../lib/dialect/deps.ts";
import type { BodyReader } from "../../../lib/dialect/dialect.ts";
import { readInWeather } from "../../../lib/dialect/in_weather.ts";
import type { CheckedRequest } from "../../../lib/dialect/read_body.ts";
import { base64Floats, embed } from "./embed.ts";
import type { Handler } from "../../../lib/http/exchange.ts";
import { noteLeft, noteMade } from "../../../lib/ledger/kept_answer.ts";
import { takeFromLimits } from "../../../lib/dialect/take_from_limits.ts";
import { encodingFor } from "../../../lib/tokens/encoding_for.ts";
import type { Tokenizer } from "../../../lib/tokens/tokenizer.ts";
import type { Turns } from "../../../lib/clock/turns.ts";
import { dimensionsOf, type EmbeddingsBody, parseEmbeddings } from "./body.ts";
import { notForEmbeddings } from "../model_kinds.ts";
import { openAi } from "../provider.ts";
import { promptTooLong } from "../refusals.ts";
import { type Text, textsOf } from "../text_input.ts";

/** How bodies of embeddings are read. */
export const textVectors: BodyReader<EmbeddingsBody> = {
  name: "embeddings",
  provider: {
    ...openAi,
    limitHeaders: (answer) => ({
      ...openAi.limitHeaders(answer),
      "openai-model": inHeader(answer.model),
    }),
  },
  parse: parseEmbeddings,
};

/** A name as a header can carry it; a client may call a model anything. */
function inHeader(name: string): string {
  return name.slice(0, 256).replaceAll(/[^\x21-\x7e]/g, "?");
}

/** The tokens that the models read of a text; strict refuses a longer one. */
const MOST_TOKENS = 8192;

/** Answers with a vector for each text. */
export function embeddings(deps: Deps, reader = textVectors): Handler {
  return async (exchange) => {
    const reading = await readInWeather(reader, deps, exchange);
    const { body, model, settings, refuseIfStrict } = reading;
    const misplaced = notForEmbeddings({ model });
    if (misplaced) refuseIfStrict(misplaced);
    const tokenizer = await deps.tokenizers(encodingFor(model, settings.encoding));
    const tokens = await countTexts(tokenizer, reading);
    const charge = { model, settings, tokens, delivery: "at_once" } as const;
    const headers = await takeFromLimits(reader.provider, deps, exchange, charge);
    const usage = { promptTokens: tokens, completionTokens: 0, reasoningTokens: 0 };
    exchange.observer.planned({ model, usage, truncated: false }, null, "at_once");
    const kept = exchange.observer.keptAnswer?.();
    const keep = (bytes: Uint8Array) => {
      if (!kept) return;
      noteMade(kept, bytes);
      noteLeft(kept, bytes.length, deps.clock.now() - exchange.arrived);
    };
    return new Response(byAndBy(listJson(body, tokens, tokenizer), deps.turns, keep), {
      headers: { "content-type": "application/json", ...headers },
    });
  };
}

async function countTexts(
  tokenizer: Tokenizer,
  { body, refuseIfStrict }: CheckedRequest<EmbeddingsBody>,
): Promise<number> {
  let total = 0;
  for (const text of textsOf(body.input)) {
    const tokens = typeof text === "string" ? await tokenizer.countSlowly(text) : text.length;
    if (tokens > MOST_TOKENS) refuseIfStrict(promptTooLong(MOST_TOKENS, tokens, 0));
    total += tokens;
  }
  return total;
}

/** The answer's JSON in pieces, each made when it is asked for: 2,048 long vectors are 100 MB of it. */
function* listJson(
  body: EmbeddingsBody,
  tokens: number,
  tokenizer: Tokenizer,
): Generator<string> {
  yield '{"object":"list","data":[';
  for (const [index, text] of textsOf(body.input).entries()) {
    const vector = embed(plainText(text, tokenizer), dimensionsOf(body));
    const embedding = body.encoding_format === "base64" ? base64Floats(vector) : [...vector];
    yield (index === 0 ? "" : ",") + JSON.stringify({ object: "embedding", index, embedding });
  }
  const usage = { prompt_tokens: tokens, total_tokens: tokens };
  yield `],"model":${JSON.stringify(body.model)},"usage":${JSON.stringify(usage)}}`;
}

/** A text as it reads, of tokens as far as the models read them. */
function plainText(text: Text, tokenizer: Tokenizer): string {
  return typeof text === "string" ? text : tokenizer.decode(text.slice(0, MOST_TOKENS));
}

const encoder = new TextEncoder();

/** A body that is made while it is read, and lets others have their turn; `made` is given each piece. */
function byAndBy(
  pieces: Generator<string>,
  turns: Turns,
  made: (bytes: Uint8Array) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      const { done, value } = pieces.next();
      if (done) return controller.close();
      const bytes = encoder.encode(value);
      made(bytes);
      controller.enqueue(bytes);
      if (turns.spent()) await turns.next();
    },
  }, { highWaterMark: 0 });
}
