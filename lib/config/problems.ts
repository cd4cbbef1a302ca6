/** Says what zod found wrong in words: what would be right there, and what was found instead. */

import type { z } from "zod";
import { isRecord } from "../is_record.ts";
import { type ConfigProblem, MOST_TOLD } from "./config_error.ts";
import { didYouMean } from "./did_you_mean.ts";
import { type JsonSchema, jsonSchemaOf } from "./json_schema.ts";
import { settingsShape } from "./settings.ts";
import { valueAt } from "./value_at.ts";

/** Every problem of `data`, none if it is right. */
export function problemsOf(schema: z.ZodType, data: unknown): readonly ConfigProblem[] {
  const { error } = schema.safeParse(data);
  return error ? problemsIn(error, schema, data) : [];
}

/** The problems of `data` that zod found already. */
export function problemsIn(
  error: z.ZodError,
  schema: z.ZodType,
  data: unknown,
): readonly ConfigProblem[] {
  const root = jsonSchemaOf(schema);
  const wrongs = error.issues.flatMap(innermost).flatMap(({ path, ...issue }): Wrong[] =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => ({ path: [...path.map(String), key], code: issue.code }))
      : [{ path: path.map(String), code: issue.code, ...ownWords(issue) }]
  );
  return wrongs.map(({ path, code, remedy }, at) => {
    // The others are counted, not told.
    if (at >= MOST_TOLD) return { path, text: "wrong, too" };
    if (code === "unrecognized_keys") return unknownKey(root, data, path);
    if (code === "invalid_key") {
      const text = path.at(-1) === "" ? "be empty" : "have control characters";
      return { path, text: `a name cannot ${text}` };
    }
    const is = path.join(".") === "cluster.url" ? HIDDEN : found(valueAt(data, path));
    if (remedy !== undefined) return { path, text: is, remedy };
    return { path, text: `expected ${expected(nodeAt(root, path))}, ${is}` };
  });
}

/** Of a value that may hold a password. */
const HIDDEN = "got something else";

type Issue = z.core.$ZodIssue;

/** Of what may stand in several forms, what is wrong in the form that was meant: the one whose type is right. */
function innermost(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union" || ownWords(issue).remedy !== undefined) return [issue];
  const meant = issue.errors.find((issues) =>
    issues.every(({ code, path }) => path.length > 0 || code === "unrecognized_keys")
  );
  if (!meant) return [issue];
  return meant.flatMap((inner) => innermost({ ...inner, path: [...issue.path, ...inner.path] }));
}

/** What a setting's own check says, where it has words that say more than its type. */
function ownWords(
  { code, message }: { readonly code: string; readonly message: string },
): { readonly remedy?: string } {
  const mayBe = code === "custom" || code === "invalid_union";
  return mayBe && !message.startsWith("Invalid input") ? { remedy: `${message}.` } : {};
}

/** One key at fault, and zod's word for what is. */
interface Wrong {
  readonly path: readonly string[];
  readonly code: z.core.$ZodIssue["code"];
  /** What to do about it, where the setting has words for that. */
  readonly remedy?: string;
}

/** Names under which other places have a key. */
const OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ["response_length", ["default_response_mode"]],
  ["tokens_per_second", ["default_tokens_per_second"]],
  ["tps", ["tokens_per_second", "default_tokens_per_second"]],
]);

function unknownKey(root: JsonSchema, data: unknown, path: readonly string[]): ConfigProblem {
  const key = path.at(-1) ?? "";
  const known = knownKeys(nodeAt(root, path.slice(0, -1)));
  const other = OTHER_NAMES.get(key)?.find((name) => known.includes(name));
  const remedy = other === undefined && Object.hasOwn(settingsShape(), key)
    ? "It may stand under a model or a profile."
    : didYouMean(other ?? key, known);
  const kind = isRecord(valueAt(data, path)) ? "table" : "key";
  return { path, text: `unknown ${kind}`, ...(remedy === undefined ? {} : { remedy }) };
}

function knownKeys(node: JsonSchema | undefined): readonly string[] {
  const forms = node?.anyOf?.map(asNode) ?? [node];
  return forms.flatMap((form) => Object.keys(form?.properties ?? {}));
}

/** What a schema takes, in words: "a number above 0". */
function expected(node: JsonSchema | undefined): string {
  if (node?.anyOf) return node.anyOf.map((one) => expected(asNode(one))).join(" or ");
  if (node?.enum) return `one of ${node.enum.map((one) => JSON.stringify(one)).join(", ")}`;
  const type = Array.isArray(node?.type) ? node.type[0] : node?.type;
  if (node && type === "array") return list(node);
  switch (type) {
    case "number":
      return `a number${range(node)}`;
    case "integer":
      return `a whole number${range(node)}`;
    case "string":
      if (node?.pattern !== undefined) return node.description ?? "a text of another form";
      return node?.minLength ? "a text that is not empty" : "a text";
    case "boolean":
      return "true or false";
    case "object":
      return "a table";
    default:
      return "something else";
  }
}

function list({ items, minItems = 0 }: JsonSchema): string {
  const item = Array.isArray(items) ? undefined : asNode(items);
  const of = item?.anyOf ? asNode(item.anyOf[0]) : item;
  const all = `a list of ${LISTED.get(String(of?.type)) ?? "texts"}`;
  return minItems > 0 ? `${all} that is not empty` : all;
}

/** What lists are of, by the type of what is in them. */
const LISTED: ReadonlyMap<string, string> = new Map([
  ["number", "numbers"],
  ["object", "tables"],
  ["array", "lists"],
]);

function range(node: JsonSchema | undefined): string {
  const above = node?.exclusiveMinimum;
  const [least, most] = [node?.minimum, node?.maximum];
  // Bounds beyond the safe integers are the type's own, not the setting's.
  const hasMost = most !== undefined && most < Number.MAX_SAFE_INTEGER;
  if (above !== undefined) return ` above ${above}${hasMost ? `, up to ${most}` : ""}`;
  if (least === undefined || least < Number.MIN_SAFE_INTEGER) return "";
  return hasMost ? ` from ${least} to ${most}` : ` of ${least} or more`;
}

const LONGEST_QUOTE = 40;

/** What stands there instead, short. */
function found(value: unknown): string {
  if (value === undefined) return "but it is missing";
  if (typeof value === "string") {
    const short = value.length > LONGEST_QUOTE ? `${value.slice(0, LONGEST_QUOTE)}…` : value;
    return `got the string ${JSON.stringify(short)}`;
  }
  if (typeof value === "number") {
    return `got ${String(value).replace("Infinity", "inf").toLowerCase()}`;
  }
  if (Array.isArray(value)) return "got a list";
  if (value instanceof Date) return "got a date";
  return isRecord(value) ? "got a table" : `got ${value}`;
}

function nodeAt(root: JsonSchema, path: readonly string[]): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>((node, key) => {
    const forms = node?.anyOf?.map(asNode) ?? [node];
    return forms.map((form) => childOf(form, key)).find((child) => child !== undefined);
  }, root);
}

/** What stands under a key of a table, or at a place in a list. */
function childOf(node: JsonSchema | undefined, key: string): JsonSchema | undefined {
  const own = Object.entries(node?.properties ?? {}).find(([name]) => name === key)?.[1];
  const item = /^\d+$/.test(key) ? oneOf(node?.items) : undefined;
  return asNode(own ?? (node?.additionalProperties || item));
}

/** What the items of a list are, where they are all alike. */
function oneOf(items: JsonSchema["items"]): JsonSchema | boolean | undefined {
  return Array.isArray(items) ? undefined : items;
}

function asNode(schema: JsonSchema | boolean | undefined): JsonSchema | undefined {
  return typeof schema === "object" ? schema : undefined;
}
