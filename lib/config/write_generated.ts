/** Writes `config.schema.json` and `shipped_file.ts`; run by `deno task schema`. */

import { doAtOnce } from "../clock/work.ts";
import { denoPlatform } from "../platform/deno.ts";
import { checkConfig } from "./check.ts";
import { readToml } from "./file/read_toml.ts";
import { configJsonSchema } from "./json_schema.ts";
import type { ConfigFile } from "./schema.ts";
import { shippedConfig } from "./shipped.ts";

const { writeText } = denoPlatform();
await write("config.schema.json", `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
await write("shipped_file.ts", moduleOf(checkedFile()));

async function write(name: string, text: string): Promise<void> {
  await writeText(`${import.meta.dirname}/${name}`, text);
}

function checkedFile(): ConfigFile {
  const read = readToml(shippedConfig);
  if (read.kind === "bad") throw new Error(`Cannot read config.toml: ${read.fault.what}.`);
  const checked = doAtOnce(checkConfig(read.value));
  if (checked.kind === "good") return checked.file;
  throw new Error(`Cannot take config.toml: ${JSON.stringify(checked.problems)}.`);
}

/** TypeScript, so that the compiler holds it to the schema's type. */
function moduleOf(file: ConfigFile): string {
  const tables = Object.entries(file).map(([name, table]) => {
    const entries = Object.entries(table).map(([key, value]) => `    ${property(key, value)},\n`);
    return `  ${name}: {\n${entries.join("")}  },\n`;
  });
  return `// deno-fmt-ignore-file
/** What the shipped \`config.toml\` says, read and checked. Written by \`deno task schema\`. */

import type { ConfigFile } from "./schema.ts";

/** What holds where no other config is found, and what the start has not to read again. */
export const shippedFile: ConfigFile = {
${tables.join("")}};
`;
}

function property(key: string, value: unknown): string {
  return `${JSON.stringify(key)}: ${literal(value)}`;
}

/** JSON, and the infinity that it does not have. */
function literal(value: unknown): string {
  if (value === Infinity) return "Infinity";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  return `{ ${Object.entries(value).map(([key, one]) => property(key, one)).join(", ")} }`;
}
