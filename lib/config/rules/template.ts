/** Texts with values in them, in Mustache's grammar. Nothing is escaped, since nothing here becomes HTML. Loaded only for rules. */

import mustache from "mustache";
import { errorText } from "../../platform/error_text.ts";
import { valueAt } from "../value_at.ts";

/** A template's grammar is not checked deeper than this; sections in sections are a loop in a loop. */
const MOST_NESTING = 3;

/** Whether a text has values to be filled in. */
export function isTemplate(text: string): boolean {
  return text.includes("{{");
}

/** What is wrong with a template; nothing where it can be rendered. */
export function templateProblem(template: string): string | undefined {
  if (!isTemplate(template)) return undefined;
  try {
    return faultOf(mustache.parse(template), 0);
  } catch (error) {
    return errorText(error);
  }
}

type Tokens = ReturnType<typeof mustache.parse>;

function faultOf(tokens: Tokens, depth: number): string | undefined {
  if (depth > MOST_NESTING) return `sections are nested more than ${MOST_NESTING} deep`;
  for (const [kind, name, , , inside] of tokens) {
    if (kind === ">") return `there are no partials, so {{> ${name}}} has no meaning`;
    const fault = Array.isArray(inside) ? faultOf(inside, depth + 1) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** A template with its values. What there is no value for is nothing; what is no text is JSON. */
export function render(template: string, view: unknown): string {
  return mustache.render(template, view, undefined, { escape: textOf });
}

/** Any value whose texts are templates. A text that is one value alone, as in `"{{ result.id }}"`, becomes that value, whatever its type. */
export function renderJson(value: unknown, view: Readonly<Record<string, unknown>>): unknown {
  if (typeof value === "string") return renderValue(value, view);
  if (Array.isArray(value)) return value.map((one) => renderJson(one, view));
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, renderJson(one, view)]),
  );
}

const ONE_VALUE = /^\{\{\s*([\w.]+)\s*\}\}$/;

function renderValue(template: string, view: Readonly<Record<string, unknown>>): unknown {
  const [, path] = ONE_VALUE.exec(template) ?? [];
  const value = path === undefined ? undefined : valueAt(view, path.split("."));
  return value === undefined || typeof value === "function" ? render(template, view) : value;
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value) ?? "";
}
