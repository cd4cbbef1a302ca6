// @ts-check
/** How a stream may come: what is asked of the server for it, as a model's name takes it. */

/** @type {readonly { readonly name: string, readonly settings: Readonly<Record<string, string>> }[]} */
export const COMES = [
  { name: "in lumps of 400 ms, by a proxy that buffers", settings: { burst_ms: "400" } },
  { name: "evenly, token by token", settings: {} },
  { name: "unevenly, by jitter", settings: { jitter: "1" } },
  { name: "in bursts of ten tokens", settings: { rate_shape: "bursts" } },
  { name: "up to eight tokens a chunk", settings: { tokens_per_chunk: "1-8" } },
  {
    name: "with a rest of two seconds half way",
    settings: { stall_at: "50%", stall_ms: "2000" },
  },
];

/**
 * A model's name with settings behind it: `gpt-4o?tps=60&burst_ms=400`.
 * @param {string} model
 * @param {Readonly<Record<string, string>>} settings
 */
export function modelAsked(model, settings) {
  const query = String(new URLSearchParams(settings));
  return query === "" ? model : `${model}${model.includes("?") ? "&" : "?"}${query}`;
}
