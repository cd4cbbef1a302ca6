/** Writes `config.schema.json` and `shipped_values.json`; run by `deno task schema`. */

import { denoPlatform } from "../platform/deno.ts";
import { readToml } from "./file/read_toml.ts";
import { configJsonSchema } from "./json_schema.ts";
import { settingsText } from "./settings_text.ts";
import { shippedConfig } from "./shipped.ts";

const { writeText } = denoPlatform();
const read = readToml(shippedConfig);
if (read.kind === "bad") throw new Error(`Cannot read config.toml: ${read.fault.what}.`);
await write("config.schema.json", configJsonSchema());
await write("shipped_values.json", read.value);

/** JSON has no infinity, and settings take its name as a text. */
async function write(name: string, data: unknown): Promise<void> {
  const text = settingsText(data, 2);
  await writeText(`${import.meta.dirname}/${name}`, `${text}\n`);
}
