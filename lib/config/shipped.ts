/** The config that comes with the server: what holds where there is no other. */

import text from "../../config.toml" with { type: "text" };
import type { ConfigFile } from "./schema.ts";
import { shippedFile } from "./shipped_file.ts";

/** The text of the shipped `config.toml`, embedded in a compiled program. */
export const shippedConfig: string = text;

/** What that text comes to; `undefined` of any other. Reading and checking it again would take a fifth of a start. */
export function readShipped(text: string): ConfigFile | undefined {
  return text === shippedConfig ? shippedFile : undefined;
}

/** A file that has no `[responses]` speaks the shipped ones, and has their `[auto_response_length]` unless its own. */
export function withResponses(file: ConfigFile): ConfigFile {
  if (file.responses !== undefined) return file;
  const { responses = {}, auto_response_length = {} } = shippedFile;
  return { auto_response_length, ...file, responses };
}
