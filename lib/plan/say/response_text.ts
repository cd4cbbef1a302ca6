/** Which text is spoken where nothing else decides it: by length, by chance, by speed or by duration. */

import { badRequest } from "../../api_error.ts";
import type { Config } from "../../config/config.ts";
import type { Settings } from "../../config/settings.ts";
import { thinkingTokensOf } from "../prompt.ts";
import type { Random } from "../../random.ts";
import type { PlanInput } from "./script.ts";
import type { Piece, Tokenizer } from "../../tokens/tokenizer.ts";

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
function tokensIn(seconds: number, { prompt, settings, promptTokens }: PlanInput): number {
  const rate = settings.tokens_per_second;
  const prefillSeconds = promptTokens / (settings.prefill_tokens_per_second ?? Infinity);
  const firstSeconds = settings.ttft_ms === undefined ? 1 / rate : settings.ttft_ms / 1000;
  const tokens = 1 + Math.round((seconds - firstSeconds - prefillSeconds) * rate);
  if (tokens > LONGEST_TOKENS) {
    throw badRequest(
      `Cannot speak for ${seconds} seconds at ${rate} tokens per second: that is over ${LONGEST_TOKENS} tokens. ` +
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

/** `tokens` tokens of a text that begins again, after a blank line, whenever it ends. */
export function repeatText(tokens: number, text: string, tokenizer: Tokenizer): readonly Piece[] {
  const round = tokenizer.cut(`${text}\n\n`);
  const pieces: Piece[] = [];
  for (let said = 0, i = 0; said < tokens; i++) {
    const piece = round[i % round.length];
    if (!piece) break;
    pieces.push(piece);
    said += piece.tokens;
  }
  return pieces;
}
