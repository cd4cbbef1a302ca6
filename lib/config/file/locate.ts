/** Where the configuration is looked for, and which of those places has it. */

import { errorText } from "../../platform/error_text.ts";
import { PlatformError } from "../../platform/platform.ts";
import { ConfigError } from "../config_error.ts";
import type { Paths } from "./paths.ts";

/** One place to look. */
export type ConfigPlace =
  | {
    readonly kind: "flag" | "env" | "beside_executable" | "working_folder";
    readonly path: string;
  }
  | { readonly kind: "embedded" };

/** What decides where to look. */
export interface Surroundings {
  /** `--config`. */
  readonly flag: string | undefined;
  /** `CONFIG` in the environment. */
  readonly env: string | undefined;
  /** The program's own file, where it was compiled into one. */
  readonly executable: string | undefined;
  /** The working folder. */
  readonly cwd: string;
  readonly paths: Paths;
}

const FILE_NAME = "config.toml";

/** The places to look, in order. One that was named is the only one. */
export function configCandidates(
  { flag, env, executable, cwd, paths }: Surroundings,
): readonly ConfigPlace[] {
  const { dirname, join, resolve } = paths;
  if (flag !== undefined) return [{ kind: "flag", path: resolve(cwd, flag) }];
  if (env !== undefined && env !== "") return [{ kind: "env", path: resolve(cwd, env) }];
  const beside = executable === undefined ? undefined : join(dirname(executable), FILE_NAME);
  return [
    ...beside === undefined ? [] : [{ kind: "beside_executable", path: beside } as const],
    { kind: "working_folder", path: join(cwd, FILE_NAME) },
    { kind: "embedded" },
  ];
}

/** A config that was found. */
export interface LocatedConfig {
  readonly place: ConfigPlace;
  readonly text: string;
}

/**
 * The first place that has a file. One that was named and cannot be read, or that is there and cannot be read, is a
 * `ConfigError` rather than a reason to look on.
 */
export async function locateConfig(
  places: readonly ConfigPlace[],
  read: (path: string) => Promise<string>,
  embedded: string,
): Promise<LocatedConfig> {
  for (const place of places) {
    if (place.kind === "embedded") break;
    const text = await textAt(place, read);
    if (text !== undefined) return { place, text };
  }
  return { place: { kind: "embedded" }, text: embedded };
}

async function textAt(
  { kind, path }: Exclude<ConfigPlace, { readonly kind: "embedded" }>,
  read: (path: string) => Promise<string>,
): Promise<string | undefined> {
  try {
    return await read(path);
  } catch (error) {
    const isAbsent = error instanceof PlatformError && error.kind === "no_such_file";
    const isNamed = kind === "flag" || kind === "env";
    if (isAbsent && !isNamed) return undefined;
    const reason = isAbsent ? "there is no such file" : errorText(error);
    const remedy = kind === "flag"
      ? "Give --config a file that can be read."
      : kind === "env"
      ? "Set CONFIG to a file that can be read, or unset it."
      : "Make it readable, or name another with --config.";
    throw new ConfigError([{ path: [], text: `cannot be read: ${reason}`, remedy }], path);
  }
}
