import { assert, assertEquals } from "@std/assert";
import { Ajv } from "ajv/dist/ajv.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { fullFormats } from "ajv-formats/dist/formats.js";
import { type Random, seededRandom } from "../../lib/random.ts";
import { sampleJson } from "../../lib/sample/sample_json.ts";

// deno-lint-ignore no-explicit-any
type Json = any;

const SEEDS = Array.from({ length: 30 }, (_, seed) => seed);

const OPTIONS = { strict: false, formats: fullFormats };
const AJV = { "2020-12": new Ajv2020(OPTIONS), "draft-07": new Ajv(OPTIONS) };

function assertValid(name: string, schema: Json, draft: "2020-12" | "draft-07", seeds = SEEDS) {
  const validate = AJV[draft].compile(schema);
  for (const seed of seeds) {
    const value = sampleJson(schema, seededRandom(seed));
    assert(
      validate(value),
      `${name}, seed ${seed}: ${JSON.stringify(value)} for ${JSON.stringify(schema)}`,
    );
  }
}

const closed = (properties: Json, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});

const GET_WEATHER = closed({
  location: { type: "string", description: "City and country e.g. Bogotá, Colombia" },
  units: {
    type: ["string", "null"],
    enum: ["celsius", "fahrenheit"],
    description: "Units the temperature will be returned in.",
  },
});
const MATH_REASONING = closed({
  steps: {
    type: "array",
    items: closed({ explanation: { type: "string" }, output: { type: "string" } }),
  },
  final_answer: { type: "string" },
});
const UI = closed({
  type: { type: "string", enum: ["div", "button", "header", "section", "field", "form"] },
  label: { type: "string", description: "The label of the UI component" },
  children: { type: "array", items: { $ref: "#" } },
  attributes: {
    type: "array",
    items: closed({ name: { type: "string" }, value: { type: "string" } }),
  },
});
const LINKED_LIST = {
  ...closed({ linked_list: { $ref: "#/$defs/linked_list_node" } }),
  $defs: {
    linked_list_node: closed({
      value: { type: "number" },
      next: { anyOf: [{ $ref: "#/$defs/linked_list_node" }, { type: "null" }] },
    }),
  },
};

const BOTH_DRAFTS: Record<string, Json> = {
  "get_weather": GET_WEATHER,
  "math reasoning": MATH_REASONING,
  "recursive UI": UI,
  "linked list": LINKED_LIST,
  "anyOf of objects": closed({
    item: {
      anyOf: [
        closed({ name: { type: "string" }, age: { type: "number" } }),
        closed({ number: { type: "string" }, street: { type: "string" } }),
      ],
    },
  }),
  "definitions, with ~1 in the pointer": {
    definitions: { "a/b": { type: "integer", minimum: 5 } },
    ...closed({ it: { $ref: "#/definitions/a~1b" } }),
  },
  "a pointer into properties": closed({
    a: closed({ x: { type: "integer" } }),
    b: { $ref: "#/properties/a/properties/x" },
  }),
  "a tree": {
    $ref: "#/definitions/node",
    definitions: {
      node: {
        type: "object",
        properties: { left: { $ref: "#/definitions/node" }, right: { $ref: "#/definitions/node" } },
      },
    },
  },
  "bounds": closed({
    least: { type: "integer", minimum: 5000 },
    most: { type: "integer", maximum: -5000 },
    between: { type: "number", exclusiveMinimum: 0, exclusiveMaximum: 0.001 },
    above: { type: "number", exclusiveMinimum: 1e12 },
    one: { type: "integer", exclusiveMinimum: 3, exclusiveMaximum: 5 },
    cents: { type: "number", multipleOf: 0.01, minimum: 1, maximum: 20 },
    sevens: { type: "integer", multipleOf: 7, minimum: 1, maximum: 13 },
    halves: { type: "integer", multipleOf: 1.5 },
    untyped: { minimum: 3, maximum: 3 },
    age: { type: "integer", minimum: 0, maximum: 10 },
  }),
  "lengths": closed({
    short: { type: "string", maxLength: 3 },
    empty: { type: "string", maxLength: 0 },
    long: { type: "string", minLength: 300, maxLength: 301 },
    city: { type: "string", maxLength: 2 },
    email: { type: "string", format: "email", maxLength: 12 },
    longEmail: { type: "string", format: "email", minLength: 90 },
    longUri: { type: "string", format: "uri", minLength: 200 },
  }),
  "patterns": closed({
    plate: { type: "string", pattern: "^[A-Z]{3}-\\d{4}$" },
    password: { type: "string", pattern: "^(?=.*\\d)(?=.*[a-z])[a-z\\d]{8,}$" },
    word: { type: "string", pattern: "^[a-z]+$", minLength: 30, maxLength: 32 },
    part: { type: "string", pattern: "abc", minLength: 10 },
    unicode: { type: "string", pattern: "^[\\p{L}\\p{N}_]{2,5}$" },
    cyrillic: { type: "string", pattern: "^[А-Я]+$" },
    either: { type: "string", pattern: "^(?:cat|dog)s?$" },
    version: { type: "string", pattern: "^v?\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?$" },
    not: { type: "string", pattern: "^[^a-zA-Z0-9]{3}$" },
    word2: { type: "string", pattern: "\\bfoo\\b" },
    same: { type: "string", pattern: "^(a|b)\\1$" },
  }),
  "formats": closed(Object.fromEntries(
    [
      ...["date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uuid"],
      ...["uri", "uri-reference", "uri-template", "json-pointer", "regex", "relative-json-pointer"],
    ].map((format) => [format, { type: "string", format }]),
  )),
  "arrays": closed({
    all: { type: "array", items: { enum: [1, 2, 3, 4, 5] }, uniqueItems: true, minItems: 5 },
    ints: {
      type: "array",
      items: { type: "integer", minimum: 1, maximum: 30 },
      uniqueItems: true,
      minItems: 30,
    },
    texts: { type: "array", items: { type: "string" }, uniqueItems: true, minItems: 12 },
    none: { type: "array", items: { type: "string" }, maxItems: 0 },
    nothing: { type: "array", items: false },
    any: { type: "array" },
    has: { type: "array", contains: { const: 7 }, items: { type: "integer" } },
    many: { type: "array", items: { type: "boolean" }, minItems: 500, maxItems: 500 },
  }),
  "objects": closed({
    required: { type: "object", required: ["x", "y"] },
    map: { type: "object", additionalProperties: { type: "number" } },
    atLeast: { type: "object", minProperties: 5, additionalProperties: { type: "boolean" } },
    atMost: {
      type: "object",
      properties: { a: {}, b: {}, c: {} },
      required: ["c"],
      maxProperties: 2,
    },
    pattern: {
      type: "object",
      patternProperties: { "^x-[a-z]+$": { type: "integer" } },
      additionalProperties: false,
      minProperties: 2,
    },
    matched: {
      type: "object",
      properties: { n_a: { minimum: 3 } },
      patternProperties: { "^n_": { type: "integer" } },
      required: ["n_a", "n_b"],
    },
    names: { type: "object", propertyNames: { pattern: "^[A-Z]{2}$" }, minProperties: 3 },
    forbidden: { type: "object", properties: { a: false, b: { type: "string" } } },
  }),
  "combined": closed({
    all: { allOf: [{ type: "integer", minimum: 5 }, { maximum: 9 }] },
    anyOf: {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      anyOf: [{ required: ["a"] }, { required: ["b"] }],
    },
    exactly: { oneOf: [{ type: "integer" }, { type: "number", minimum: 5 }] },
    exactly2: {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      oneOf: [{ required: ["a"] }, { required: ["b"] }],
    },
    not: { type: "string", enum: ["a", "b", "c"], not: { enum: ["a", "b"] } },
    notAString: { not: { type: "string" } },
    notBoth: {
      type: "object",
      properties: { a: { type: "string" }, b: { type: "string" } },
      not: { required: ["a", "b"] },
    },
    both: {
      allOf: [
        { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
        { type: "object", properties: { b: { type: "integer" } }, required: ["b"] },
      ],
    },
    closedBase: {
      allOf: [
        { type: "object", properties: { a: {} }, additionalProperties: false },
        { properties: { a: { type: "string" }, b: { type: "string" } } },
      ],
    },
    twoChoices: {
      allOf: [
        { anyOf: [{ type: "string" }, { type: "integer" }] },
        { anyOf: [{ type: "integer" }, { type: "null" }] },
      ],
    },
    condition: {
      type: "object",
      properties: { kind: { enum: ["card", "cash"] }, number: { type: "string" } },
      required: ["kind"],
      if: { properties: { kind: { const: "card" } } },
      then: { required: ["number"] },
      else: { properties: { number: false } },
    },
    onlyThird: { anyOf: [false, { minimum: 3, maximum: 2, type: "number" }, { type: "null" }] },
  }),
  "multiples of two kinds": { allOf: [{ type: "integer", multipleOf: 4 }, { multipleOf: 6 }] },
  "two patterns": {
    type: "string",
    allOf: [{ pattern: "^[a-c]{2,4}$" }, { pattern: "^[b-d]" }],
  },
  "numbers or nothing": { type: ["integer", "null"], minimum: 3 },
  "an invalid default": { type: "integer", default: "seven" },
  "inherited names": JSON.parse(
    '{"type":"object","properties":{"__proto__":{"type":"integer"}},"required":["__proto__","constructor"]}',
  ),
  "sixty levels": Array.from({ length: 60 }).reduce<Json>(
    (inner) => closed({ inner }),
    { type: "string" },
  ),
  "everything": {},
  "true": true,
};

const DRAFT_2020: Record<string, Json> = {
  "a tuple": {
    type: "array",
    prefixItems: [{ type: "integer" }, { type: "string" }],
    items: false,
    minItems: 2,
  },
  "a reference with siblings": {
    $defs: { a: { type: "string" } },
    $ref: "#/$defs/a",
    minLength: 20,
  },
  "contains twice": {
    type: "array",
    contains: { type: "string" },
    minContains: 2,
    maxContains: 3,
    minItems: 6,
  },
  "unevaluated": {
    type: "object",
    properties: { a: { type: "string" } },
    anyOf: [{ properties: { b: { type: "integer" } }, required: ["b"] }, { required: ["a"] }],
    unevaluatedProperties: false,
  },
  "dependent": {
    type: "object",
    properties: { card: { type: "string" } },
    dependentRequired: { card: ["address"] },
    dependentSchemas: { card: { properties: { address: { type: "string", minLength: 5 } } } },
  },
};

const DRAFT_7: Record<string, Json> = {
  "a tuple": {
    type: "array",
    items: [{ type: "integer" }, { type: "string" }],
    additionalItems: { type: "boolean" },
    minItems: 4,
  },
  "dependencies": {
    type: "object",
    properties: { a: { type: "string" }, b: { type: "string" } },
    dependencies: { a: ["c"], b: { required: ["d"] } },
  },
};

Deno.test("sampleJson() gives what validates", async (t) => {
  for (const [name, schema] of Object.entries(BOTH_DRAFTS)) {
    await t.step(`2020-12: ${name}`, () => assertValid(name, schema, "2020-12"));
    await t.step(`draft-07: ${name}`, () => assertValid(name, schema, "draft-07"));
  }
  for (const [name, schema] of Object.entries(DRAFT_2020)) {
    await t.step(`2020-12: ${name}`, () => assertValid(name, schema, "2020-12"));
  }
  for (const [name, schema] of Object.entries(DRAFT_7)) {
    await t.step(`draft-07: ${name}`, () => assertValid(name, schema, "draft-07"));
  }
});

Deno.test("sampleJson() gives what validates for 500 schemas of chance", () => {
  const random = seededRandom(7);
  for (let i = 0; i < 500; i++) {
    const $defs = { leaf: chanceSchema(random, 1, []), branch: chanceSchema(random, 2, ["leaf"]) };
    const schema = { $defs, ...chanceSchema(random, 4, ["leaf", "branch"]) };
    assertValid(`chance ${i}`, schema, "2020-12", [i, i + 1, i + 2]);
  }
});

Deno.test("sampleJson() gives the same value for the same seed, another for another", () => {
  const schema = closed({
    id: { type: "string", format: "uuid" },
    n: { type: "integer" },
    steps: MATH_REASONING,
  });
  assertEquals(sampleJson(schema, seededRandom(3)), sampleJson(schema, seededRandom(3)));
  const values = SEEDS.map((seed) => JSON.stringify(sampleJson(schema, seededRandom(seed))));
  assertEquals(new Set(values).size, SEEDS.length);
});

Deno.test("sampleJson() leaves the schema as it was", () => {
  const schema = structuredClone({ ...LINKED_LIST, examples: [1] });
  sampleJson(schema, seededRandom(1));
  assertEquals(schema, { ...LINKED_LIST, examples: [1] });
});

Deno.test("sampleJson() says what a person expects", () => {
  const schema = closed({
    location: { type: "string", description: "The city and state, e.g. San Francisco, CA" },
    departure_city: { type: "string" },
    date: { type: "string", format: "date" },
    unit: { type: "string", enum: ["celsius", "fahrenheit"] },
    days: { type: "integer", minimum: 1, maximum: 7 },
    given: { type: "string", default: "as given" },
    shown: { type: "string", examples: ["an example"], default: "as given" },
    optional: { anyOf: [{ type: "string" }, { type: "null" }], default: null },
    toppings: { type: "array", items: { type: "string" } },
  });
  assertEquals(sampleJson(schema, seededRandom(1)), {
    location: "San Francisco, CA",
    departure_city: "Paris",
    date: "2026-05-28",
    unit: "celsius",
    days: 1,
    given: "as given",
    shown: "an example",
    optional: "Sample optional",
    toppings: ["Sample topping", "Sample topping", "Sample topping"],
  });
});

Deno.test("sampleJson() ends a recursion after two levels", () => {
  for (const seed of SEEDS) {
    const list = sampleJson(LINKED_LIST, seededRandom(seed)) as Json;
    assertEquals(list.linked_list.next.next, null);
    const ui = sampleJson(UI, seededRandom(seed)) as Json;
    assertEquals(ui.children[0].children, []);
  }
});

Deno.test("sampleJson() gives an empty value where none can be", () => {
  const of = (schema: unknown) => sampleJson(schema, seededRandom(1));
  assertEquals(of(false), null);
  assertEquals(of({ type: "object", required: ["a"], properties: { a: false } }), {});
  assertEquals(of({ type: "integer", minimum: 2, maximum: 1 }), null);
  assertEquals(of({ type: "string", minLength: 2, maxLength: 1 }), "");
  assertEquals(of({ type: "array", minItems: 1, items: false }), []);
  assertEquals(of({ enum: [] }), null);
  assertEquals(of({ allOf: [{ type: "string" }, { type: "integer" }] }), null);
});

Deno.test("sampleJson() takes what is no schema as one that asks for nothing", () => {
  for (const garbage of [7, null, [], "x", undefined, { type: 7, properties: 3, required: "a" }]) {
    assert(sampleJson(garbage, seededRandom(1)) !== undefined);
  }
});

function manyProperties(count: number): Json {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`p${i}`, { type: "string" }]),
  );
}

function nested(levels: number, wrap: (inner: Json) => Json): Json {
  return Array.from({ length: levels }).reduce<Json>(wrap, { type: "string" });
}

/** Twelve levels of four: 16 million values, were they all made. */
const LAUGHS = Object.fromEntries(
  Array.from({ length: 13 }, (_, i) => [`d${i}`, {
    type: "array",
    minItems: i === 12 ? 0 : 4,
    items: { $ref: `#/$defs/d${i + 1}` },
  }]),
);

const MUTUAL = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`d${i}`, {
  type: "object",
  properties: Object.fromEntries(
    Array.from({ length: 20 }, (_, j) => [`p${j}`, { $ref: `#/$defs/d${j}` }]),
  ),
  ...(i % 2 === 0 ? { required: ["p1", "p2"] } : {}),
}]));

const HOSTILE: Record<string, Json> = {
  "5,000 levels": nested(5000, (inner) => closed({ inner })),
  "5,000 levels of allOf": nested(5000, (inner) => ({ allOf: [inner] })),
  "5,000 levels of not": nested(5000, (inner) => ({ not: inner })),
  "5,000 levels of anyOf": nested(5000, (inner) => ({ anyOf: [inner, inner] })),
  "minItems": { type: "array", minItems: 1e9, items: { type: "integer" } },
  "minItems of minItems": {
    type: "array",
    minItems: 1000,
    items: { type: "array", minItems: 1000 },
  },
  "unique": { type: "array", minItems: 3000, uniqueItems: true, items: { type: "string" } },
  "uniqueOfFew": { type: "array", minItems: 300, uniqueItems: true, items: { type: "boolean" } },
  "minLength": { type: "string", minLength: 1e9 },
  "minProperties": { type: "object", minProperties: 1e9 },
  "10,000 properties": { type: "object", properties: manyProperties(10_000) },
  "100,000 required": {
    type: "object",
    properties: manyProperties(100_000),
    required: Object.keys(manyProperties(100_000)),
  },
  "10,000 arms": {
    oneOf: Array.from({ length: 10_000 }, (_, i) => ({ type: "integer", minimum: i })),
  },
  "10,000 conditions": {
    allOf: Array.from({ length: 10_000 }, (_, i) => ({ if: { const: i }, then: false })),
  },
  "itself": { $ref: "#" },
  "each other": {
    $ref: "#/$defs/a",
    $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } },
  },
  "circular and required": {
    $ref: "#/$defs/a",
    $defs: { a: { type: "object", properties: { b: { $ref: "#/$defs/a" } }, required: ["b"] } },
  },
  "circular by not": { not: { $ref: "#" } },
  "circular by anyOf": { anyOf: [{ $ref: "#" }, { $ref: "#" }] },
  "circular by if": { if: { $ref: "#" }, then: { $ref: "#" }, else: { $ref: "#" } },
  "laughs": { $ref: "#/$defs/d0", $defs: LAUGHS },
  "mutual": { $ref: "#/$defs/d0", $defs: MUTUAL },
  "elsewhere": { $ref: "http://127.0.0.1:1/never.json" },
  "no pointer": { $ref: "#/%zz/~9/x" },
  "a pattern that explodes": { type: "string", pattern: "^(a+)+$", minLength: 60 },
  "a pattern that explodes unmatched": { type: "string", pattern: "^(?=(a|aa)+$)(b|c)*d$" },
  "a huge pattern": { type: "string", pattern: "(((a{200}){200}){200}){200}" },
  "a pattern of nothing": { type: "string", pattern: "(((){9999}){9999}){9999}" },
  "deep parentheses": { type: "string", pattern: "(".repeat(240) + ")".repeat(240) },
  "no pattern": { type: "string", pattern: "[z-" },
  "names for a pattern that explodes": {
    type: "object",
    properties: { ["a".repeat(50) + "!"]: {} },
    patternProperties: { "^(a+)+$": { type: "string" }, "^(a|a)*$": { type: "string" } },
  },
  "a large const, many times": {
    type: "array",
    minItems: 9000,
    items: { const: "x".repeat(100_000) },
  },
  "a deep default": { default: nested(4000, (inner) => [inner]) },
  "a deep enum": { enum: [nested(4000, (inner) => [inner])] },
  "endless bounds": { type: "number", minimum: Infinity },
  "the greatest bounds": { type: "number", minimum: -1.7e308, maximum: 1.7e308 },
  "the least step": { type: "number", multipleOf: 5e-324 },
  "a negative step": { type: "integer", multipleOf: -3 },
  "odd bounds": { type: "array", minItems: -3, maxItems: 0.5, items: [null, 7] },
  "odd lengths": { type: "string", minLength: 1.5, maxLength: -1 },
  "odd properties": { properties: { a: 7, b: null, c: [], d: "x" }, required: [1, "a", null] },
  "odd arms": { anyOf: [], oneOf: 7, allOf: {}, not: null, if: 3, enum: "x" },
};

Deno.test("sampleJson() stays within bounds, whatever the schema", async (t) => {
  for (const [name, schema] of Object.entries(HOSTILE)) {
    await t.step(name, () => {
      let drawn = 0;
      const counted: Random = ((random) => () => {
        drawn++;
        return random();
      })(seededRandom(1));
      const text = JSON.stringify(sampleJson(schema, counted));
      assert(text !== undefined && text.length < 300_000, `${text?.length} characters`);
      assert(drawn < 200_000, `${drawn} draws`);
    });
  }
});

Deno.test("sampleJson() joins no more than it has work for: wide schemas, lists and odd keywords of many parts", () => {
  const parts = (count: number, part: (i: number) => object) => ({
    allOf: Array.from({ length: count }, (_, i) => part(i)),
  });
  const named = (i: number) => ({ properties: { [`k${i}`]: true }, required: [`k${i}`] });
  const list = (name: string) => Array.from({ length: 20_000 }, (_, i) => `${name}${i}`);
  assertEquals(Object.keys(Object(sampleJson(parts(200, named), seededRandom(1)))).length, 200);
  for (
    const schema of [
      parts(4000, named),
      parts(4000, (i) => ({ patternProperties: { [`^k${i}`]: true } })),
      parts(4000, (i) => ({ [`odd_${i}`]: true })),
    ]
  ) {
    let joins = 0;
    // Each part is looked at once, when it is joined.
    const allOf = schema.allOf.map((part) =>
      new Proxy(part, { has: (of, key) => (joins += key === "oneOf" ? 1 : 0, key in of) })
    );
    sampleJson({ allOf }, seededRandom(1));
    assert(joins <= 400, `${joins} joins`);
  }
  // What they have in common would be found by 400 million comparisons.
  for (const keyword of ["enum", "type"]) {
    const schema = parts(2, (i) => ({ [keyword]: [...list(`${i}_`), "string"] }));
    assertEquals(sampleJson(schema, seededRandom(1)), null);
  }
});

Deno.test("sampleJson() gives nothing inherited", () => {
  const value = sampleJson(BOTH_DRAFTS["inherited names"], seededRandom(1)) as object;
  assertEquals(Object.keys(value), ["__proto__", "constructor"]);
  assertEquals(Object.getPrototypeOf(value), Object.prototype);
});

/** A schema that some value satisfies. */
function chanceSchema(random: Random, depth: number, refs: readonly string[]): Json {
  const int = (least: number, most: number) => least + Math.floor(random() * (most - least + 1));
  const inner = () => chanceSchema(random, depth - 1, refs);
  const leaves: readonly (() => Json)[] = [
    () => {
      const minimum = int(-1000, 1000);
      return { type: "integer", minimum, maximum: minimum + int(0, 50) };
    },
    () => ({ type: "number", exclusiveMinimum: int(-5, 5), exclusiveMaximum: int(6, 9) }),
    () => ({ type: "integer", multipleOf: int(2, 9), minimum: int(-99, 99) }),
    () => {
      const minLength = int(0, 40);
      return { type: "string", minLength, maxLength: minLength + int(0, 9) };
    },
    () => ({ type: "string", format: ["date", "email", "uuid", "uri", "ipv4", "time"][int(0, 5)] }),
    () => ({ type: "string", pattern: ["^\\d{3}$", "^[A-Z][a-z]*$", "x|y", "^a.c$"][int(0, 3)] }),
    () => ({ enum: [int(1, 9), "two", null, { three: [3] }].slice(int(0, 3)) }),
    () => ({ const: [int(1, 9), "x"] }),
    () => ({ type: ["boolean", "null"] }),
    () => ({ type: "integer", not: { minimum: int(-9, 9) } }),
    () => refs.length === 0 ? {} : ({ $ref: `#/$defs/${refs[int(0, refs.length - 1)]}` }),
  ];
  const nodes: readonly (() => Json)[] = [
    () => {
      const minItems = int(0, 4);
      return { type: "array", items: inner(), minItems, maxItems: minItems + int(0, 3) };
    },
    () => ({ type: "array", prefixItems: [inner(), inner()], items: false }),
    () => ({ type: "array", contains: inner(), minContains: int(1, 3) }),
    () => ({
      type: "array",
      items: { type: "integer", minimum: 0, maximum: int(6, 20) },
      uniqueItems: true,
      minItems: int(0, 6),
    }),
    () => {
      const properties = Object.fromEntries(
        Array.from({ length: int(0, 5) }, (_, i) => [`p${i}`, inner()]),
      );
      const required = Object.keys(properties).filter(() => random() < 0.5);
      return { type: "object", properties, required, additionalProperties: random() < 0.5 };
    },
    () => ({ type: "object", additionalProperties: inner(), minProperties: int(0, 4) }),
    () => ({ anyOf: [inner(), inner(), false] }),
    () => ({
      oneOf: ["a", "b", "c"].map((kind) => closed({ kind: { const: kind }, value: inner() })),
    }),
    () => ({ allOf: [inner(), { title: "joined" }] }),
    () => ({
      allOf: ["a", "b"].map((name) => ({
        type: "object",
        properties: { [name]: inner(), c: { type: "string" } },
        required: [name],
      })),
    }),
    () => ({
      ...closed({ kind: { enum: ["a", "b"] } }),
      additionalProperties: true,
      if: { properties: { kind: { const: "a" } } },
      then: { properties: { extra: inner() }, required: ["extra"] },
    }),
  ];
  const made = depth <= 0 || random() < 0.2 ? leaves : nodes;
  return made[int(0, made.length - 1)]!();
}
