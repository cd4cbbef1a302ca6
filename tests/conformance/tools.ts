/** Tools that the checks offer, and the schemas their arguments must satisfy. */

export const CITY = {
  type: "object",
  properties: { city: { type: "string" }, unit: { enum: ["c", "f"] } },
  required: ["city", "unit"],
  additionalProperties: false,
} as const;

/** Everything a schema can ask for that the wire promises to honour. */
export const BOOKING = {
  type: "object",
  properties: {
    hotel: { type: "string", enum: ["Ritz", "Savoy", "Adlon"] },
    kind: { const: "booking" },
    at: { type: "string", format: "date-time" },
    day: { type: "string", format: "date" },
    hour: { type: "string", format: "time" },
    mail: { type: "string", format: "email" },
    ticket: { type: "string", format: "uuid" },
    link: { type: "string", format: "uri" },
    ip: { type: "string", format: "ipv4" },
    guests: { type: "integer", minimum: 2, maximum: 4 },
    price: { type: "number", exclusiveMinimum: 10, maximum: 11 },
    code: { type: "string", minLength: 5, maxLength: 8 },
    tags: { type: "array", items: { type: "string" }, minItems: 2, maxItems: 3 },
    vegan: { type: "boolean" },
    none: { type: "null" },
    address: { $ref: "#/$defs/address" },
    contact: { anyOf: [{ $ref: "#/$defs/phone" }, { type: "null" }] },
    note: { type: ["string", "null"] },
  },
  required: [
    "hotel",
    "kind",
    "at",
    "day",
    "hour",
    "mail",
    "ticket",
    "link",
    "ip",
    "guests",
    "price",
    "code",
    "tags",
    "vegan",
    "none",
    "address",
    "contact",
    "note",
  ],
  additionalProperties: false,
  $defs: {
    address: {
      type: "object",
      properties: { street: { type: "string" }, number: { type: "integer", minimum: 1 } },
      required: ["street", "number"],
      additionalProperties: false,
    },
    phone: {
      type: "object",
      properties: { phone: { type: "string", minLength: 3 } },
      required: ["phone"],
      additionalProperties: false,
    },
  },
} as const;

/** A schema that holds itself: it must come to an end. */
export const TREE = {
  type: "object",
  properties: {
    value: { type: "integer", minimum: 0 },
    children: { type: "array", items: { $ref: "#" }, maxItems: 3 },
  },
  required: ["value", "children"],
  additionalProperties: false,
} as const;

export function tool(name: string, parameters: unknown): Record<string, unknown> {
  return { type: "function", function: { name, description: `Calls ${name}.`, parameters } };
}

export const WEATHER_TOOLS = [tool("get_weather", CITY), tool("book_hotel", BOOKING)];

/** The Responses API names a function without the nested object. */
export function flatTool(name: string, parameters: unknown): Record<string, unknown> {
  return { type: "function", name, description: `Calls ${name}.`, parameters, strict: false };
}
