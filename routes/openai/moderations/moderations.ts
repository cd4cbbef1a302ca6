/** `POST /v1/moderations`: a verdict on texts and images (docs/wire.md §5). */

import type { Deps } from "../../../lib/dialect/deps.ts";
import type { BodyReader } from "../../../lib/dialect/dialect.ts";
import { readInWeather } from "../../../lib/dialect/in_weather.ts";
import { moderationScores } from "./moderate.ts";
import { alphanumeric, seededRandom } from "../../../lib/random.ts";
import type { Handler } from "../../../lib/http/exchange.ts";
import { jsonAnswer } from "../../../lib/http/answer.ts";
import { takeFromLimits } from "../../../lib/dialect/take_from_limits.ts";
import { type Judged, judgedOf, type ModerationsBody, parseModerations } from "./body.ts";
import { openAi } from "../provider.ts";

const reader: BodyReader<ModerationsBody> = {
  name: "moderations",
  provider: openAi,
  model: ({ body }) => {
    const model = body.model ?? "omni-moderation-latest";
    return typeof model === "string" ? model : "";
  },
  parse: parseModerations,
};

/** From this score on, a category is said to apply. */
const THRESHOLD = 0.5;

/** The categories that the real model judges images by; the others it judges by text alone. */
const SEEN: ReadonlySet<string> = new Set([
  "self-harm",
  "self-harm/intent",
  "self-harm/instructions",
  "sexual",
  "violence",
  "violence/graphic",
]);

/** Answers with a verdict for each input. Nothing is counted in tokens, as nothing is charged for. */
export function moderations(deps: Deps): Handler {
  return async (exchange) => {
    const { body, model, settings } = await readInWeather(reader, deps, exchange);
    const charge = { model, settings, tokens: 0, delivery: "at_once" } as const;
    const headers = await takeFromLimits(reader.provider, deps, exchange, charge);
    const random = seededRandom(settings.seed ?? deps.newSeed());
    const id = `${settings.strict ? "" : "mock-"}modr-${alphanumeric(random, 29)}`;
    const usage = { promptTokens: 0, completionTokens: 0, reasoningTokens: 0 };
    exchange.observer.planned({ model, usage, truncated: false }, id, "at_once");
    const results = [];
    for (const judged of judgedOf(body)) {
      if (results.length > 0 && deps.turns.spent()) await deps.turns.next();
      results.push(resultOf(judged));
    }
    return jsonAnswer({ id, model, results }, { headers });
  };
}

function resultOf({ text, kinds }: Judged): object {
  const verdicts = Object.entries(moderationScores(text)).map(([category, score]) => {
    const applied = SEEN.has(category) ? kinds : kinds.filter((kind) => kind === "text");
    return { category, applied, score: applied.length === 0 ? 0 : score };
  });
  const each = <T>(value: (verdict: typeof verdicts[number]) => T) =>
    Object.fromEntries(verdicts.map((verdict) => [verdict.category, value(verdict)]));
  return {
    flagged: verdicts.some(({ score }) => score >= THRESHOLD),
    categories: each(({ score }) => score >= THRESHOLD),
    category_scores: each(({ score }) => score),
    category_applied_input_types: each(({ applied }) => applied),
  };
}
