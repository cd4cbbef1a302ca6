/** The items of a conversation in the Responses API: what a request may bring. */

import { z } from "zod";
import { lacking, named } from "../validation.ts";
import { notSupported } from "../issue_words.ts";
import { ITEM_TYPES } from "./accepted.ts";

/** Who may have said a message. */
const ROLES = ["assistant", "system", "developer", "user"];

/** Parts of messages: all that there are, those that are said to the model, and those that it says. */
const PART_TYPES = [
  "input_text",
  "input_image",
  "input_audio",
  "output_text",
  "refusal",
  "input_file",
  "computer_screenshot",
  "summary_text",
  "encrypted_content",
];
const INPUT_PARTS = ["input_text", "input_image", "input_file", "scoped_content", "input_audio"];
const OUTPUT_PARTS = ["output_text", "refusal"];

/** The key under which a part says something. */
const SAYS: Readonly<Record<string, "text" | "refusal">> = {
  input_text: "text",
  output_text: "text",
  refusal: "refusal",
};

const part = named(
  z.looseObject({ type: z.string(), text: z.string().nullish(), refusal: z.string().nullish() }),
  "a content block",
);

/** What a message says, or a call came to: a text, or parts. */
export const content = named(
  z.union([z.string(), named(z.array(part), "an array of objects")]),
  "one of a string or array of objects",
);

const itemShape = z.looseObject({
  type: z.string().nullish(),
  id: z.string().nullish(),
  role: z.string().nullish(),
  content: content.nullish(),
  call_id: z.string().nullish(),
  name: z.string().nullish(),
  arguments: z.unknown().optional(),
  output: z.unknown().optional(),
});

/** One item, as it came. */
export type InputItem = z.output<typeof itemShape>;

/** What an item of each type must have; a type that is not here may have what it likes. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  message: ["content"],
  function_call: ["call_id", "name", "arguments"],
  function_call_output: ["call_id", "output"],
  custom_tool_call: ["call_id", "name", "input"],
  custom_tool_call_output: ["call_id", "output"],
  item_reference: ["id"],
};

/** An item of a request. */
export const inputItem = named(itemShape.check(checkItem), "an input item");

function checkItem({ value, issues }: z.core.ParsePayload<InputItem>): void {
  const refuse = (path: PropertyKey[], given: unknown, supported: readonly string[]) =>
    issues.push({
      code: "custom",
      message: notSupported(given, supported),
      path,
      input: value,
    });
  const role = value.role ?? "";
  const type = kindOf(value);
  if (!ITEM_TYPES.includes(type)) return void refuse([], type, ITEM_TYPES);
  if (type === "message" && !ROLES.includes(role)) return void refuse([], role, ROLES);
  // Today's types let one that names its tool belong to no call.
  const isOfTool = type === "function_call_output" && (value.name ?? null) !== null;
  const lost = NEEDS[type]?.find((key) =>
    (value[key] ?? null) === null && !(isOfTool && key === "call_id")
  );
  if (lost !== undefined) issues.push(lacking(lost));
  if (type !== "message" || !Array.isArray(value.content)) return;
  const allowed = role === "assistant" ? OUTPUT_PARTS : INPUT_PARTS;
  for (const [i, part] of value.content.entries()) {
    const { type } = part;
    if (!PART_TYPES.includes(type)) refuse(["content", i, "type"], type, PART_TYPES);
    else if (!allowed.includes(type)) refuse(["content", i], type, allowed);
    else {
      const key = SAYS[type];
      if (key !== undefined && (part[key] ?? null) === null) {
        issues.push({ ...lacking(key), path: ["content", i, key] });
      }
    }
  }
}

/** What an item is; one that does not say is a message or, of an id alone, a reference. */
export function kindOf({ type, id, role, content }: InputItem): string {
  if (type) return type;
  const refers = id && (role ?? null) === null && (content ?? null) === null;
  return refers ? "item_reference" : "message";
}
