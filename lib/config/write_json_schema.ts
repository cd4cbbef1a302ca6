/** Writes `config.schema.json`; run by `deno task schema`. */

import { denoPlatform } from "../platform/deno.ts";
import { configJsonSchema } from "./json_schema.ts";

const file = `${import.meta.dirname}/config.schema.json`;
await denoPlatform().writeText(file, JSON.stringify(configJsonSchema(), null, 2) + "\n");
