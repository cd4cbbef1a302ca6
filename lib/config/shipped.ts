/** The config that comes with the server: what holds where there is no other. */

import text from "../../config.toml" with { type: "text" };
import values from "./shipped_values.json" with { type: "json" };
import { type ConfigFile, configFile } from "./schema.ts";
import { UNCOMPILED } from "./settings.ts";

/** The text of the shipped `config.toml`, embedded in a compiled program. */
export const shippedConfig: string = text;

/** What it says, as `deno task schema` writes it down: reading it as TOML takes a twentieth of a start. */
export const shippedValues: Readonly<Record<string, unknown>> = values;

/** A file that has no `[responses]` speaks the shipped ones, and has their `[auto_response_length]` unless its own. */
export function withResponses(file: ConfigFile): ConfigFile {
  if (file.responses !== undefined) return file;
  const { responses: texts, auto_response_length: lengths } = values;
  const { responses, auto_response_length } = configFile.parse(
    { responses: texts, auto_response_length: lengths },
    UNCOMPILED,
  );
  return { auto_response_length, ...file, responses };
}
