/** The description of the control surface in OpenAPI 3.1, made from the table of routes and the schemas that read requests. */

import { z } from "zod";
import type { Route } from "../../../lib/http/route_table.ts";
import { VERSION } from "../home.ts";
import { type Operation, operations } from "./operations.ts";

/** What of a route is described. */
export type Described = Pick<Route, "method" | "path">;

/** The whole document. Endpoints that have no operation, as the page's files, are left out. */
export function openApiDocument(routes: readonly Described[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path } of routes) {
    const operation = operations.get(`${method} ${path}`);
    if (!operation) continue;
    const name = path.replaceAll(/:(\w+)\+?/g, "{$1}");
    (paths[name] ??= {})[method.toLowerCase()] = described(method, name, operation);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "OpenAI Stream Mocker: the control surface",
      version: VERSION,
      description: "What steers and shows the mock. The services that it stands in for are " +
        "described by those who offer them.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: { key: { type: "http", scheme: "bearer" } },
      schemas: { Error: ERROR },
    },
    // Keys are asked for where api_keys are set.
    security: [{}, { key: [] }],
  };
}

function described(method: string, name: string, operation: Operation): object {
  const { summary, query, body, answer, type = "application/json" } = operation;
  const inPath = [...name.matchAll(/\{(\w+)\}/g)].map(([, key]) => ({
    name: key,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const schema = type === "application/json" ? { type: "object" } : { type: "string" };
  return {
    operationId: `${method.toLowerCase()}${
      name.replaceAll(/[^a-z]+(\w?)/gi, (_, letter: string) => letter.toUpperCase())
    }`,
    summary,
    ...inPath.length + (query ? 1 : 0) > 0
      ? { parameters: [...inPath, ...parametersOf(query)] }
      : {},
    ...body
      ? {
        requestBody: {
          required: true,
          content: { "application/json": { schema: schemaOf(body) } },
        },
      }
      : {},
    responses: {
      "200": { description: answer, content: { [type]: { schema } } },
      default: {
        description: "What is wrong, where, and what would be right.",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
      },
    },
  };
}

function parametersOf(query: z.ZodObject | undefined): readonly object[] {
  if (!query) return [];
  const { properties = {} } = schemaOf(query);
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "query", schema }));
}

/** OpenAPI 3.1 takes JSON Schema as it is. */
function schemaOf(schema: z.ZodType): z.core.JSONSchema.BaseSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return rest;
}

const ERROR = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["message", "type"],
      properties: {
        message: { type: "string" },
        type: { type: "string" },
        param: { type: ["string", "null"] },
        code: { type: ["string", "null"] },
      },
    },
  },
};
