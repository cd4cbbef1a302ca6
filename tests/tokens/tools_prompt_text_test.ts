import { assertEquals, assertStringIncludes } from "@std/assert";
import { formatFunctionDefinitions } from "gpt-tokenizer/functionCalling";
import { toolsPromptText } from "../../lib/tokens/tools_prompt_text.ts";

const weather = {
  name: "get_weather",
  description: "Get the current weather",
  parameters: {
    type: "object" as const,
    properties: {
      city: { type: "string" as const, description: "The city, e.g. Berlin" },
      unit: { type: "string" as const, enum: ["celsius", "fahrenheit"] },
      days: { type: "integer" as const, enum: [1, 3] },
      hours: { type: "number" as const },
      exact: { type: "boolean" as const },
      nothing: { type: "null" as const },
      tags: { type: "array" as const, items: { type: "string" as const } },
      place: {
        type: "object" as const,
        properties: { lat: { type: "number" as const, description: "Left out" } },
        required: ["lat"],
      },
    },
    required: ["city"],
  },
};

Deno.test("toolsPromptText() writes a namespace when there are tools", () => {
  const tools = [weather, { name: "now", description: "Tells the time" }, { name: "bare" }];
  assertEquals(toolsPromptText(tools), formatFunctionDefinitions(tools));
  assertStringIncludes(toolsPromptText(tools), "// The city, e.g. Berlin\ncity: string,");
});

Deno.test("toolsPromptText() is empty when there are no tools", () => {
  assertEquals(toolsPromptText([]), "");
});

Deno.test("toolsPromptText() gives any when a schema is none that it knows", () => {
  const parameters = { properties: { a: 1, b: null, c: { anyOf: [] }, d: { type: ["string"] } } };
  assertStringIncludes(
    toolsPromptText([{ name: "f", parameters }]),
    "type f = (_: {\na?: any,\nb?: any,\nc?: any,\nd?: any,\n}) => any;",
  );
  for (const odd of [null, 7, "x", [], { properties: [] }, { properties: {} }]) {
    assertStringIncludes(toolsPromptText([{ name: "f", parameters: odd }]), "type f = () => any;");
  }
});

Deno.test("toolsPromptText() stops when a schema is nested without end", () => {
  const nest = (wrap: (inner: unknown) => unknown) => {
    let schema: unknown = { type: "string" };
    for (let depth = 0; depth < 100_000; depth++) schema = wrap(schema);
    return toolsPromptText([{ name: "f", parameters: { properties: { deep: schema } } }]);
  };
  assertStringIncludes(nest((items) => ({ type: "array", items })), "any[][]");
  assertStringIncludes(nest((x) => ({ type: "object", properties: { x } })), "x?: any");
});

Deno.test("toolsPromptText() takes properties when there are a great many", () => {
  const properties = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`p${i}`, {}]));
  assertStringIncludes(
    toolsPromptText([{ name: "f", parameters: { properties } }]),
    "p199999?: any",
  );
});
