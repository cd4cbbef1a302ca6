// @ts-check
/// <reference lib="dom" />
/** A race as an address, to keep or to hand on: `#race?model=gpt-4&model=gpt-4o&response_length=long`. */

import { addressed } from "../views.js";

/** @typedef {{ readonly models: readonly string[], readonly length: string | undefined }} Race */

/** The race that the address names; without models, none. @returns {Race} */
export function raceFromAddress() {
  const { view, rest } = addressed();
  const query = new URLSearchParams(view === "race" ? rest : "");
  const seconds = Number(query.get("duration_seconds"));
  const response = query.get("response_length");
  const length = seconds > 0
    ? JSON.stringify({ duration_seconds: seconds })
    : response
    ? JSON.stringify({ response_length: response })
    : undefined;
  return { models: query.getAll("model"), length };
}

/** Writes it into the address, where the race is what is shown. @param {readonly string[]} models @param {object} length */
export function raceToAddress(models, length) {
  const { view } = addressed();
  if (view !== "race" && view !== "") return;
  const query = new URLSearchParams(models.map((model) => ["model", model]));
  for (const [name, value] of Object.entries(length)) query.set(name, String(value));
  history.replaceState(null, "", `#race?${query}`);
}
