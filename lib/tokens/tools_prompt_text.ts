/**
 * Tools as the model reads them: a TypeScript namespace. OpenAI does not say so; the form was found out by asking
 * models for it, and counts what the API bills (openai-chat-tokens; gpt-tokenizer's `functionCalling.ts`).
 */

/** What the prompt offers: a function, or a tool that takes a text. */
export interface OfferedTool {
  readonly kind?: "function" | "text";
  readonly name: string;
  readonly description?: string;
  /** A JSON Schema of whatever shape the client sent. */
  readonly parameters?: unknown;
  /** What the text has to match. */
  readonly grammar?: { readonly syntax: string; readonly definition: string };
}

/** Schemas nested deeper than this are `any`: a hostile one would overflow the stack. */
const DEEPEST = 64;
/** Spaces of indentation from which on descriptions are left out. */
const DESCRIBED_INDENT = 2;

/** The text whose tokens the tools cost; empty without tools. */
export function toolsPromptText(tools: readonly OfferedTool[]): string {
  if (tools.length === 0) return "";
  const definitions = tools.flatMap((tool) => [...describeTool(tool), ""]);
  return ["namespace functions {", "", ...definitions, "} // namespace functions"].join("\n");
}

function describeTool({ kind, name, description, parameters, grammar }: OfferedTool): string[] {
  const comment = description ? [`// ${description}`] : [];
  if (kind === "text") {
    const lines = grammar ? [`${grammar.syntax} grammar:`, ...grammar.definition.split("\n")] : [];
    return [...comment, ...lines.map((line) => `// ${line}`), `type ${name} = (FREEFORM) => any;`];
  }
  const properties = propertyLines(parameters, 0, 0);
  if (properties.length === 0) return [...comment, `type ${name} = () => any;`];
  return [...comment, `type ${name} = (_: {`, ...properties, "}) => any;"];
}

function propertyLines(schema: unknown, indent: number, depth: number): string[] {
  const required = field(schema, "required");
  const needed = new Set(Array.isArray(required) ? required : []);
  const spaces = " ".repeat(indent);
  const properties = field(schema, "properties");
  if (typeof properties !== "object" || properties === null) return [];
  return Object.entries(properties).flatMap(([name, property]) => {
    const description = field(property, "description");
    const type = typeText(property, indent, depth);
    const line = `${spaces}${name}${needed.has(name) ? "" : "?"}: ${type},`;
    if (typeof description !== "string" || description === "") return [line];
    return indent < DESCRIBED_INDENT ? [`${spaces}// ${description}`, line] : [line];
  });
}

function typeText(schema: unknown, indent: number, depth: number): string {
  if (depth > DEEPEST) return "any";
  const values = field(schema, "enum");
  const type = field(schema, "type");
  switch (type) {
    case "string":
    case "integer":
    case "number":
      if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" | ");
      return type === "string" ? "string" : "number";
    case "boolean":
    case "null":
      return type;
    case "array":
      return `${typeText(field(schema, "items"), indent, depth + 1)}[]`;
    case "object": {
      const properties = propertyLines(schema, indent + 2, depth + 1);
      return `{\n${properties.join("\n")}\n${" ".repeat(indent)}}`;
    }
    default:
      return "any";
  }
}

/** One field of what may not be an object at all. */
function field(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return Object.getOwnPropertyDescriptor(value, key)?.value;
}
