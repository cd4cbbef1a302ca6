// @ts-check
/** What the configuration says of models, for a race: which to begin with, and what is to be expected of one. */

import { countText, millisecondsText, rateText } from "../format.js";

/** @import { Config } from "../api.js" */

/**
 * Three models that show at a glance what speeds there are: the slowest, the fastest and one between them. Those that
 * think at length before they speak would show nothing for too long.
 * @param {Config} config
 */
export function differentSpeeds({ models }) {
  const bySpeed = Object.entries(models)
    .filter(([name, { reasoning_tokens }]) =>
      reasoning_tokens < 100 && !/embedding|moderation/.test(name)
    )
    .map(([name, { tokens_per_second }]) => ({ name, speed: Number(tokens_per_second) || 1e9 }))
    .sort((a, b) => a.speed - b.speed);
  const slowest = bySpeed[0];
  const fastest = bySpeed.find(({ speed }) => speed === bySpeed.at(-1)?.speed);
  if (!slowest || !fastest) return ["gpt-4", "gpt-4?tps=40"];
  const middle = Math.sqrt(slowest.speed * fastest.speed);
  const far = (/** @type {{ speed: number }} */ { speed }) => Math.abs(Math.log(speed / middle));
  const between = bySpeed.reduce((best, one) => far(one) < far(best) ? one : best);
  return [...new Set([slowest, between, fastest].map(({ name }) => name))];
}

/**
 * What is to be expected of a model, in words.
 * @param {string} name
 * @param {Config | undefined} config
 */
export function described(name, config) {
  if (!config) return "";
  const [model = "", query] = name.split("?");
  const own = config.models[model];
  const { tokens_per_second, ttft_ms, reasoning_tokens, description } = own ?? config.general;
  const who = own ? description ?? model : "Any other model";
  const first = ttft_ms === undefined ? "" : `, the first after ${millisecondsText(ttft_ms)}`;
  const thinks = reasoning_tokens > 0 ? `, ${countText(reasoning_tokens)} of them thought` : "";
  const asked = query ? `; asked for ${query.replaceAll("&", ", ")}` : "";
  const speed = tokens_per_second === "inf" ? "∞" : rateText(tokens_per_second);
  return `${who}: ${speed} tokens/s${first}${thinks}${asked}`;
}

/**
 * How many tokens a chunk of a model has, by its name's query or its settings: until the stream itself says how many
 * tokens there were.
 * @param {string} name
 * @param {Config | undefined} config
 */
export function tokensPerChunk(name, config) {
  const [model = "", query = ""] = name.split("?");
  const asked = new URLSearchParams(query).get("tokens_per_chunk");
  return meanSize(asked ?? (config?.models[model] ?? config?.general)?.tokens_per_chunk) || 1;
}

/** The mean of a number, of a range such as `1-4`, and of weights such as `1:0.55,5:0.45`. @param {number | string | undefined} sizes */
function meanSize(sizes) {
  const [least, most] = String(sizes).split("-").map(Number);
  if (least && most) return (least + most) / 2;
  const weights = String(sizes).split(",").map((one) => one.split(":").map(Number));
  const sum = weights.reduce((sum, [, weight = 1]) => sum + weight, 0);
  return weights.reduce((tokens, [size = NaN, weight = 1]) => tokens + size * weight, 0) / sum;
}
