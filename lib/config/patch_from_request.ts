/** Translates what `POST /config` takes, the document's short forms and whole tables, into one edit of the file's data. */

import { z } from "zod";
import type { Work } from "../clock/work.ts";
import { isRecord } from "../is_record.ts";
import { boundProblems } from "./bounds.ts";
import { ConfigError, type ConfigProblem } from "./config_error.ts";
import { GENERAL_NAMES } from "./general_names.ts";
import { mergePatch } from "./merge_patch.ts";
import { once } from "./once.ts";
import { problemsOf } from "./problems.ts";
import { configFile, generalEntry, modelEntry } from "./schema.ts";

/** A part of a config file's data: its tables merge into those in force, and `null` takes a key away. */
export type ConfigPatch = Readonly<Record<string, unknown>>;

/** What `POST /config` takes, for whoever reads its description; in all of it, `null` takes a key away. */
export const configPatchBody = once(() =>
  z.object({
    model: z.string().min(1).describe(
      "Whose settings the other keys are; without it they are general.",
    ).optional(),
    ...modelEntry().shape,
    ...configFile().shape,
  })
);

/**
 * The edit that a body asks for. With `model`, the other keys are that model's; without, they are general; the tables
 * of the file stand for themselves. Throws `ConfigError`, with the key as the body wrote it.
 */
export function* patchFromRequest(body: unknown): Work<ConfigPatch> {
  if (!isRecord(body)) throw refusal({ path: [], text: "expected a JSON object", remedy: EXAMPLE });
  refuse(yield* boundProblems(body));
  const { model, ...rest } = body;
  refuseFixed(rest);
  const tables = pick(rest, isTable);
  const flat = pick(rest, (key) => !isTable(key));
  if (model === undefined) {
    if (Object.keys(rest).length === 0) {
      throw refusal({ path: [], text: "nothing is set", remedy: EXAMPLE });
    }
    if (Object.keys(flat).length === 0) return tables;
    return { ...tables, general: overlaid(tables.general, generalPatch(flat)) };
  }
  if (typeof model !== "string" || model === "") {
    throw refusal({ path: ["model"], text: "expected a model's name" });
  }
  const own = overlaid(isRecord(tables.models) ? tables.models[model] : {}, modelPatch(flat));
  return { ...tables, models: overlaid(tables.models, { [model]: own }) };
}

/** The model that a body is about, where it is about one alone. */
export function modelMeant(body: unknown): string | undefined {
  if (!isRecord(body) || typeof body.model !== "string") return undefined;
  return Object.keys(body).some(isTable) ? undefined : body.model;
}

/** Of [server], what whoever writes the file decides, and not whoever asks: who may ask, and how much may be set. */
const FIXED_KEYS = [
  "api_keys",
  "allowed_hosts",
  "allowed_origins",
  "control",
  "config_bytes",
] as const;

/** Throws `ConfigError` where an edit is of what only the file says. */
export function refuseFixed(edit: ConfigPatch): void {
  const { server } = edit;
  refuseTable(edit, "rule_files", "which files are read cannot be changed over HTTP");
  refuseTable(edit, "cluster", "what replicas share cannot be changed over HTTP");
  if (server === null) refuseTable(edit, "server", "it cannot be taken away over HTTP");
  if (!isRecord(server)) return;
  const fixed = FIXED_KEYS.find((key) => Object.hasOwn(server, key));
  if (fixed === undefined) return;
  throw refusal({
    path: ["server", fixed],
    text: "it cannot be changed over HTTP",
    remedy: "Change it in config.toml.",
  });
}

function refuseTable(body: ConfigPatch, key: string, text: string): void {
  if (body[key] === undefined) return;
  throw refusal({ path: [key], text, remedy: "Change it in config.toml." });
}

const EXAMPLE = 'Send, for one, {"model": "gpt-4", "tokens_per_second": 8}.';

function modelPatch(flat: ConfigPatch): ConfigPatch {
  refuse(problemsOf(modelEntry(), mergePatch({}, flat)));
  // Given by its size alone, a model gets the formula's speed, so nothing nearer may say another.
  const bySize = typeof flat.parameters === "number" && flat.tokens_per_second === undefined;
  return bySize ? { tokens_per_second: null, profile: null, ...flat } : flat;
}

function generalPatch(flat: ConfigPatch): ConfigPatch {
  const written = new Map(
    Object.keys(flat).map((key) => [GENERAL_NAMES.get(key) ?? key, key]),
  );
  const patch = Object.fromEntries(
    Object.entries(flat).map(([key, value]) => [GENERAL_NAMES.get(key) ?? key, value]),
  );
  const problems = problemsOf(generalEntry(), mergePatch({}, patch));
  refuse(problems.map((one) => inWordsOfBody(one, written)));
  return patch;
}

function inWordsOfBody(
  problem: ConfigProblem,
  written: ReadonlyMap<string, string>,
): ConfigProblem {
  const [key = "", ...deeper] = problem.path;
  const path = [written.get(key) ?? key, ...deeper];
  return Object.hasOwn(modelEntry().shape, key) && !Object.hasOwn(generalEntry().shape, key)
    ? { path, text: "it is a model's own", remedy: 'Say which: add "model".' }
    : { ...problem, path };
}

/** `over` laid upon `under`, one level deep, where `under` is a table at all; if not, the check says so. */
function overlaid(under: unknown, over: ConfigPatch): unknown {
  if (under === undefined || under === null) return over;
  return isRecord(under) ? { ...under, ...over } : under;
}

function isTable(key: string): boolean {
  return Object.hasOwn(configFile().shape, key);
}

function pick(table: ConfigPatch, wanted: (key: string) => boolean): ConfigPatch {
  return Object.fromEntries(Object.entries(table).filter(([key]) => wanted(key)));
}

function refuse([first, ...more]: readonly ConfigProblem[]): void {
  if (first) throw refusal(first, ...more);
}

function refusal(...problems: readonly [ConfigProblem, ...ConfigProblem[]]): ConfigError {
  return new ConfigError(problems);
}
