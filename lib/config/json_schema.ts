/** The JSON Schema of `config.toml`, for editors. `deno task schema` writes it to `config.schema.json`. */

import { z } from "zod";
import { configFile } from "./schema.ts";

/** A node of a JSON Schema. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The schema of the whole file. */
export function configJsonSchema(): JsonSchema {
  return {
    title: "OpenAI Stream Mocker: config.toml",
    ...jsonSchemaOf(configFile()),
  };
}

/** The schema of what a zod schema takes in. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  // Draft 7 is the newest that every TOML editor plugin reads.
  return z.toJSONSchema(schema, { io: "input", target: "draft-7" });
}
