/** Where each setting of a request came from. Kept as the places themselves, and looked up only when somebody asks. */

import { isRecord } from "../is_record.ts";
import type { Config, Overrides } from "./config.ts";
import { GENERAL_NAMES } from "./general_names.ts";
import type { ModelEntry } from "./schema.ts";
import type { PartialSettings } from "./settings.ts";

/** All places that may say something of a request. */
export interface SettingsPlaces {
  readonly general: PartialSettings;
  readonly model: string;
  /** Its entry, where it has one. */
  readonly entry: ModelEntry | undefined;
  readonly profiles: Config["profiles"];
  /** Keys that `POST /config` has set, by their tables: "models.gpt-4.jitter". */
  readonly posted: readonly string[];
  /** What the request itself says: in the model's name, the URL, the header and the body, in this order. */
  readonly asked: readonly Overrides[];
  /** What the rule says that answers. */
  readonly ruled?: Overrides;
}

/** The names of `asked`'s places. */
const ASKED = ["the model's name", "the URL", "the x-mock header", "the body"];

/** The places for a request to a model. */
export function placesOf(
  { general, models, profiles, posted }: Config,
  model: string,
  asked: readonly Overrides[],
): SettingsPlaces {
  return { general, model, entry: models.get(model), profiles, posted, asked };
}

/** Where each of these settings came from: the nearest place that says it. `body` is the request's, as it came. */
export function originsOf(
  keys: readonly string[],
  places: SettingsPlaces,
  body: unknown,
): Readonly<Record<string, string>> {
  const layers = [...ruleLayers(places), ...askedLayers(places, body), ...fileLayers(places)];
  return Object.fromEntries(
    keys.map((key) => [key, layers.find(({ says }) => says(key))?.name(key) ?? "default"]),
  );
}

/** One place. */
interface Layer {
  says(key: string): boolean;
  name(key: string): string;
}

function ruleLayers({ ruled, profiles }: SettingsPlaces): readonly Layer[] {
  if (!ruled) return [];
  const name = "the rule";
  return [
    { says: (key) => Object.hasOwn(ruled, key), name: () => name },
    ...profileLayers(ruled.profile, profiles, name),
  ];
}

/** The nearest first; a profile holds for what its place does not say itself. */
function askedLayers({ asked, profiles }: SettingsPlaces, body: unknown): readonly Layer[] {
  return asked.map((overrides, i): readonly Layer[] => {
    const place = ASKED[i] ?? "the request";
    return [
      {
        says: (key) => Object.hasOwn(overrides, key),
        name: (key) => place === "the body" && isMock(key, body) ? "mock in the body" : place,
      },
      ...profileLayers(overrides.profile, profiles, place),
    ];
  }).toReversed().flat();
}

function isMock(key: string, body: unknown): boolean {
  return isRecord(body) && isRecord(body.mock) &&
    !(Object.hasOwn(body, key) && !Object.hasOwn(body.mock, key));
}

function fileLayers(
  { entry = {}, model, general, profiles, posted }: SettingsPlaces,
): readonly Layer[] {
  const ofModel = `[models.${keyName(model)}]`;
  const named = (table: string, path: string) => (key: string) =>
    posted.includes(`${path}.${key}`) ? `POST /config, ${table}` : table;
  const { parameters } = entry;
  return [
    { says: (key) => Object.hasOwn(entry, key), name: named(ofModel, `models.${model}`) },
    ...profileLayers(entry.profile, profiles, ofModel),
    {
      says: (key) => key === "tokens_per_second" && parameters !== undefined,
      name: () => `${ofModel}, by its parameters`,
    },
    {
      says: (key) => Object.hasOwn(general, key),
      name: (key) => named("[general]", "general")(GENERAL_NAMES.get(key) ?? key),
    },
  ];
}

function profileLayers(
  name: string | undefined,
  profiles: Config["profiles"],
  by: string,
): readonly Layer[] {
  const profile = name === undefined ? undefined : profiles.get(name);
  if (!profile || name === undefined) return [];
  return [{
    says: (key) => Object.hasOwn(profile, key),
    name: () => `[profiles.${keyName(name)}], by ${by}`,
  }];
}

/** A key as TOML writes it. */
function keyName(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}
