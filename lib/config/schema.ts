/** The shape of `config.toml`. `config.schema.json` is generated from it, for editors. */

import { z } from "zod";
import { clusterTable } from "./cluster.ts";
import { once } from "./once.ts";
import { type RuleEntry, rulesShape } from "./rules/rule_schema.ts";
import { partialSettings, rate, settingsShape } from "./settings.ts";
import { traceEntry } from "./timing.ts";

/** What a table's entries are called: a terminal and a log can show it. */
// deno-lint-ignore no-control-regex -- they are what is kept out
const name = once(() => z.string().regex(/^[^\0-\x1f\x7f-\x9f]+$/));

/** What `[general]` may hold. */
export const generalEntry = once(() => {
  // Two keep the names that the document gave them.
  const { tokens_per_second: _rate, response_length, seed: _seed, ...settings } = settingsShape();
  return z.strictObject({
    default_tokens_per_second: rate().describe(
      "The speed of a model that says nothing about its own.",
    ),
    default_model_description: z.string().describe("The description of a model that has none."),
    default_response_mode: response_length,
    ...settings,
  }).exactPartial();
});

/** What a `[models."id"]` may hold. */
export const modelEntry = once(() =>
  partialSettings().extend({
    parameters: z.number().positive().describe(
      "Size in billions; gives the speed by the document's formula where tokens_per_second is absent.",
    ).optional(),
    description: z.string().optional(),
    owned_by: z.string().describe("What /v1/models says; default: mock.").optional(),
    profile: z.string().describe("The [profiles] entry that this model resembles.").optional(),
  })
);

const profile = once(() =>
  partialSettings().extend({
    description: z.string().describe("What it resembles, and where the figures come from.")
      .optional(),
  })
);

/** `mock.test`, `.mock.test`, an address; without a scheme, a port or a path. */
const hostName = once(() =>
  z.string().regex(
    /^(\.?[^\s.:/@?#*[\]]+(\.[^\s.:/@?#*[\]]+)*\.?|\[[\da-fA-F:.]+\])$/,
  ).describe(
    'a host\'s name alone, as "mock.test", or ".mock.test" for all below it',
  )
);

/** An origin as browsers send it, whatever its case, with or without a slash at its end. */
const origin = once(() =>
  z.string().regex(/^(\*|null|[A-Za-z][A-Za-z\d+.-]*:\/\/[^\s/@?#*]+\/?)$/).describe(
    'an origin, as "https://app.test" or "http://192.168.1.7:3000", or "*" for all',
  )
);

const server = once(() =>
  z.strictObject({
    max_body_bytes: z.int().positive().describe("A larger request body is a 413."),
    ledger_entries: z.int().min(0).describe(
      "How many of the newest requests GET /requests remembers.",
    ),
    ledger_bytes: z.int().min(0).describe(
      "Up to how many bytes of what the newest of them said and were answered, headers and bodies, are kept; 0 keeps none.",
    ),
    ledger_figures_bytes: z.int().min(0).describe(
      "Up to how many bytes of all else of them are kept, names, errors and times; then the oldest are forgotten.",
    ),
    stored_bytes: z.int().min(0).describe(
      "Up to how many bytes of stored responses, completions, conversations and batches are kept; then the oldest are forgotten.",
    ),
    config_bytes: z.int().positive().describe(
      "Up to how many bytes POST /config may let the configuration grow to.",
    ),
    session_seconds: z.number().positive().describe(
      "How long a session lives that nobody names: its counters, rate limits and stored things.",
    ),
    sessions: z.int().min(1).max(10_000).describe(
      "How many sessions live, and all in stored_bytes together; the one that was not named for longest goes first.",
    ),
    drain_seconds: z.number().min(0).describe("How long open streams get after SIGINT or SIGTERM."),
    api_keys: z.array(z.string().min(1)).describe("Keys that are let in; empty: any, or none."),
    allowed_hosts: z.array(hostName()).describe(
      "Host names under which the control surface answers, beside localhost and addresses; .example.test is all below it.",
    ),
    allowed_origins: z.array(origin()).describe(
      "Origins of web pages that may steer and read the mock, beside its own and those of this machine.",
    ),
    access_log: z.enum(["off", "text", "json"]).describe(
      "A line on the standard output for each request of a service that has ended.",
    ),
    control: z.enum(["everyone", "local", "off"]).describe(
      "Who reaches the control surface: everyone who reaches the port, this machine alone, or nobody.",
    ),
  }).exactPartial()
);

const response = once(() =>
  z.strictObject({
    content: z.string().min(1).describe("What is said, byte for byte."),
  })
);

const autoResponseLength = once(() =>
  z.strictObject({
    max_tokens_per_second: rate().describe(
      "Holds for models up to this speed; the lowest that fits is taken.",
    ),
    response_length: z.string().min(1).describe("The [responses] entry that such a model speaks."),
  })
);

/** A whole `config.toml`. Every table and key may be left out. */
export const configFile = once(() =>
  z.strictObject({
    server: server().optional(),
    cluster: clusterTable().optional(),
    general: generalEntry().optional(),
    models: z.record(name(), modelEntry()).optional(),
    profiles: z.record(name(), profile()).optional(),
    traces: z.record(name(), traceEntry()).optional(),
    responses: z.record(name(), response()).optional(),
    auto_response_length: z.record(name(), autoResponseLength()).optional(),
    ...rulesShape(),
  })
);

/** What a `config.toml` says, checked, and what the files that it names hold. */
export type ConfigFile = z.output<ReturnType<typeof configFile>> & RuleFiles & Posted;

/** What is not as the file has it. */
export interface Posted {
  /** Keys of settings that `POST /config` has set, by their tables: "models.gpt-4.jitter". */
  readonly posted?: readonly string[];
}

/** What was read from the files that rules name; plain data, so that it can pass between threads. */
export interface RuleFiles {
  /** Those of `rule_files`, in their order. */
  readonly moreRules?: readonly { readonly path: string; readonly rules: readonly RuleEntry[] }[];
  /** What replies say by `file`, by path. */
  readonly texts?: Readonly<Record<string, string>>;
}
/** One `[models."id"]`. */
export type ModelEntry = z.output<ReturnType<typeof modelEntry>>;
/** One `[profiles.name]`. */
export type ProfileEntry = z.output<ReturnType<typeof profile>>;
/** `[server]`, complete. */
export type ServerSettings = Readonly<Required<z.output<ReturnType<typeof server>>>>;

/** What `[server]` holds where the file says nothing. */
export const defaultServer: ServerSettings = {
  max_body_bytes: 10 * 1024 * 1024,
  ledger_entries: 1000,
  ledger_bytes: 16 * 1024 * 1024,
  ledger_figures_bytes: 32 * 1024 * 1024,
  stored_bytes: 64 * 1024 * 1024,
  config_bytes: 8 * 1024 * 1024,
  session_seconds: 3600,
  sessions: 1000,
  drain_seconds: 5,
  api_keys: [],
  allowed_hosts: [],
  allowed_origins: [],
  access_log: "off",
  control: "everyone",
};
