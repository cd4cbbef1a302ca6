/** Which text is spoken where nothing else decides it: by length, by chance, by speed or by duration. */

import { badRequest } from "../../api_error.ts";
import type { Config } from "../../config/config.ts";
import type { Settings } from "../../config/settings.ts";
import { thinkingTokensOf } from "../prompt.ts";
import type { Random } from "../../random.ts";
import { tokensWithin } from "../when/request_timing.ts";
import type { PlanInput } from "./plan_input.ts";
import { repeatText } from "./repeat_text.ts";
import type { Piece } from "../../tokens/tokenizer.ts";

/** The longest text that `duration_seconds` may ask for, in tokens; a piece of it costs 8 bytes a stream. */
const LONGEST_TOKENS = 1_000_000;

/** The pieces of the response; throws an `ApiError` that names the remedy where there is no such response. */
export function responseText(input: PlanInput, random: Random): readonly Piece[] {
  const { config, settings, tokenizer } = input;
  if (settings.duration_seconds !== undefined) {
    const tokens = tokensIn(settings.duration_seconds, input);
    return repeatText(tokens, longestText(config), tokenizer);
  }
  const name = responseName(settings, config, random);
  const text = config.responses.get(name);
  if (text === undefined) {
    throw badRequest(
      `Unknown response_length '${name}'. Supported values are: ${supportedLengths(config)}.`,
      "response_length",
      "invalid_value",
    );
  }
  return tokenizer.cut(text);
}

/** The names that `response_length` takes, quoted, for a message. */
function supportedLengths(config: Config): string {
  return [...config.responses.keys(), "random", "auto"].map((name) => `'${name}'`).join(", ");
}

function responseName(settings: Settings, config: Config, random: Random): string {
  switch (settings.response_length) {
    case "random": {
      const names = [...config.responses.keys()];
      return names[Math.floor(random() * names.length)] ?? "random";
    }
    case "auto":
      return lengthForSpeed(settings.tokens_per_second, config);
    default:
      return settings.response_length;
  }
}

/** By `[auto_response_length]`; a model faster than all of them speaks the fastest's, and `medium` where none is set. */
function lengthForSpeed(tokensPerSecond: number, config: Config): string {
  const bySpeed = config.autoResponseLength;
  const fit = bySpeed.find((one) => tokensPerSecond <= one.maxTokensPerSecond) ?? bySpeed.at(-1);
  return fit?.responseLength ?? "medium";
}

/** How many tokens the model speaks in so many seconds, beside those that it thinks; at least one. */
function tokensIn(seconds: number, { prompt, settings, timing }: PlanInput): number {
  const tokens = tokensWithin(seconds * 1000, timing);
  if (tokens > LONGEST_TOKENS) {
    throw badRequest(
      `Cannot speak for ${seconds} seconds at ${settings.tokens_per_second} tokens per second: that is over ${LONGEST_TOKENS} tokens. ` +
        "Ask for a shorter duration_seconds or a lower speed.",
      "duration_seconds",
      "invalid_value",
    );
  }
  return Math.max(1, tokens - thinkingTokensOf(prompt, settings));
}

function longestText(config: Config): string {
  const texts = [...config.responses.values()];
  return texts.reduce(
    (longest, text) => text.length > longest.length ? text : longest,
    "Lorem ipsum.",
  );
}
