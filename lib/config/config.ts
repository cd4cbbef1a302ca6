/** A configuration in force: an immutable snapshot that a request keeps to its end, and what a model gets from it. */

import { badRequest } from "../api_error.ts";
import { type ClusterSettings, defaultCluster } from "./cluster.ts";
import type { RuleEntry } from "./rules/rule_schema.ts";
import { speedFromParameters } from "./speed_from_parameters.ts";
import {
  type ConfigFile,
  defaultServer,
  type ModelEntry,
  type ProfileEntry,
  type ServerSettings,
} from "./schema.ts";
import { defaultSettings, type PartialSettings, type Settings } from "./settings.ts";

/** One snapshot. Nothing in it ever changes; a reload or `POST /config` puts another in its place. */
export interface Config {
  readonly server: ServerSettings;
  /** Absent: no replicas share anything. */
  readonly cluster: ClusterSettings | undefined;
  /** The settings of a model that has no entry. */
  readonly defaults: Settings;
  readonly defaultDescription: string;
  /** What `[general]` says of settings, by the names that models have for them. */
  readonly general: PartialSettings;
  /** Keys that `POST /config` has set, by their tables: "models.gpt-4.jitter". */
  readonly posted: readonly string[];
  readonly models: ReadonlyMap<string, ModelEntry>;
  /** What each of them gets where a request says nothing of its own. */
  readonly settings: ReadonlyMap<string, Settings>;
  readonly profiles: ReadonlyMap<string, ProfileEntry>;
  /** The gaps between tokens of real streams, in milliseconds, by the traces' names. */
  readonly traces: ReadonlyMap<string, readonly number[]>;
  /** Response texts by name, in the file's order. */
  readonly responses: ReadonlyMap<string, string>;
  /** `[auto_response_length]`, slowest first. */
  readonly autoResponseLength: readonly AutoLength[];
  /** In the order in which they are tried. */
  readonly rules: ConfigRules;
  /** Seconds since 1970 when it came into force: what `/v1/models` says in `created`. */
  readonly since: number;
}

/** The rules of the files. */
export interface ConfigRules {
  readonly own: readonly RuleEntry[];
  /** Those of `rule_files`. */
  readonly more: NonNullable<ConfigFile["moreRules"]>;
  /** What replies say by `file`, by path. */
  readonly texts: Readonly<Record<string, string>>;
  readonly unmatched: "serve" | "refuse";
}

/** Models up to this speed speak the response of this name. */
export interface AutoLength {
  readonly maxTokensPerSecond: number;
  readonly responseLength: string;
}

const NO_RULES: readonly never[] = [];
const NOTHING_POSTED: readonly string[] = [];

/** Makes the snapshot of a checked file. */
export function configFrom(file: ConfigFile, since: number): Config {
  const {
    default_tokens_per_second,
    default_model_description,
    default_response_mode,
    ...general
  } = file.general ?? {};
  const said = {
    ...general,
    ...default_tokens_per_second === undefined
      ? {}
      : { tokens_per_second: default_tokens_per_second },
    ...default_response_mode === undefined ? {} : { response_length: default_response_mode },
  };
  const defaults = { ...defaultSettings, ...said };
  const models = new Map(Object.entries(file.models ?? {}));
  const profiles = new Map(Object.entries(file.profiles ?? {}));
  return {
    server: { ...defaultServer, ...file.server },
    cluster: clusterOf(file),
    defaults,
    general: said,
    posted: file.posted ?? NOTHING_POSTED,
    defaultDescription: default_model_description ?? "A mock model",
    models,
    settings: new Map(
      [...models].map(([name, entry]) => [name, modelSettings(entry, defaults, profiles)]),
    ),
    profiles,
    traces: new Map(
      Object.entries(file.traces ?? {}).map(([name, { gaps_ms }]) => [name, gaps_ms]),
    ),
    responses: new Map(
      Object.entries(file.responses ?? {}).map(([name, { content }]) => [name, content]),
    ),
    autoResponseLength: Object.values(file.auto_response_length ?? {})
      .map((one) => ({
        maxTokensPerSecond: one.max_tokens_per_second,
        responseLength: one.response_length,
      }))
      .sort((a, b) => a.maxTokensPerSecond - b.maxTokensPerSecond),
    rules: {
      own: file.rules ?? NO_RULES,
      more: file.moreRules ?? NO_RULES,
      texts: file.texts ?? {},
      unmatched: file.unmatched ?? "serve",
    },
    since,
  };
}

/** Without a url there is no cluster, whatever else is set. */
function clusterOf({ cluster: { url, ...rest } = {} }: ConfigFile): ClusterSettings | undefined {
  return url === undefined ? undefined : { ...defaultCluster, url, ...rest };
}

/** What one request says about itself. `profile` holds for what it does not say. */
export type Overrides = PartialSettings & { readonly profile?: string | undefined };

/** The settings of a model: general, then its profile, then its own, then what the request says, farthest first. */
export function settingsFor(
  config: Config,
  modelId: string,
  ...nearer: readonly Overrides[]
): Settings {
  return settingsWith(config, config.settings.get(modelId) ?? config.defaults, ...nearer);
}

/** Settings with others laid over them, farthest first. */
export function settingsWith(
  config: Config,
  settings: Settings,
  ...nearer: readonly Overrides[]
): Settings {
  const layers = nearer.filter(saysAnything).flatMap((one) => layersOf(one, config.profiles));
  // Most requests say nothing of their own, and a copy of sixty keys costs a twentieth of a request.
  return layers.length === 0 ? settings : Object.assign({}, settings, ...layers);
}

function saysAnything(overrides: Overrides): boolean {
  for (const _ in overrides) return true;
  return false;
}

/** One with `parameters` and no speed of its own or its profile's gets the formula's. */
function modelSettings(
  { parameters, description: _, owned_by: __, ...own }: ModelEntry,
  defaults: Settings,
  profiles: Config["profiles"],
): Settings {
  const estimated = parameters === undefined
    ? {}
    : { tokens_per_second: speedFromParameters(parameters) };
  return Object.assign({}, defaults, estimated, ...layersOf(own, profiles));
}

function layersOf(
  { profile, ...settings }: Overrides,
  profiles: Config["profiles"],
): readonly PartialSettings[] {
  if (profile === undefined) return [settings];
  const { description: _, ...resembled } = profiles.get(profile) ??
    unknownProfile(profile, profiles);
  return [resembled, settings];
}

function unknownProfile(name: string, profiles: Config["profiles"]): never {
  const known = [...profiles.keys()].join(", ");
  throw badRequest(`Unknown profile '${name}'. There are: ${known}.`, "profile", "invalid_value");
}
