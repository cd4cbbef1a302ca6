/** An item of a conversation as it is stored: with an id, a status, and what a message says in parts. */

import { type Turns, workBetweenTurns } from "../../../lib/clock/turns.ts";
import { isRecord } from "../../../lib/is_record.ts";
import { hashText, hex, seededRandom } from "../../../lib/random.ts";
import { type InputItem, kindOf } from "./input.ts";

/** A stored item. */
export type StoredItem = InputItem & { readonly id: string };

/** What the ids of each kind begin with. */
const PREFIXES: Readonly<Record<string, string>> = {
  apply_patch_call: "apc",
  apply_patch_call_output: "apco",
  code_interpreter_call: "ci",
  compaction: "cmp",
  computer_call: "cu",
  computer_call_output: "cuo",
  custom_tool_call: "ctc",
  custom_tool_call_output: "ctco",
  file_search_call: "fs",
  function_call: "fc",
  function_call_output: "fco",
  image_generation_call: "ig",
  local_shell_call: "lsh",
  local_shell_call_output: "lsho",
  mcp_approval_request: "mcpr",
  mcp_approval_response: "mcpa",
  mcp_call: "mcp",
  mcp_list_tools: "mcpl",
  message: "msg",
  reasoning: "rs",
  shell_call: "sh",
  shell_call_output: "sho",
  tool_search_call: "tsc",
  tool_search_output: "tso",
  web_search_call: "ws",
};

/** Kinds that say how far they got. */
const HAS_STATUS = /_call$|_call_output$|^tool_search_output$|^message$/;

/** Stores an item; `seed` decides the id of one that has none. */
function storedItem(item: InputItem, seed: string): StoredItem {
  const { role = "user", content } = item;
  const type = kindOf(item);
  const id = item.id ?? `${PREFIXES[type] ?? "item"}_${hex(seededRandom(hashText(seed)), 50)}`;
  const status = HAS_STATUS.test(type) ? { status: item.status ?? "completed" } : {};
  if (type !== "message") {
    const output = Array.isArray(item.output) ? { output: item.output.map(partJson) } : {};
    return { ...item, ...output, id, type, ...status };
  }
  const text = { type: role === "assistant" ? "output_text" : "input_text" };
  const parts = typeof content === "string" ? [{ ...text, text: content }] : content ?? [];
  return { id, type, ...status, content: parts.map(partJson), role };
}

/** How many items are stored before it is asked whether the turn is over: 1 ms. */
const ITEMS_AT_ONCE = 256;

/** Stores items, letting others have their turn; those without an id get one by their place, from `from` on, and the seed. */
export async function storedItems(
  items: readonly InputItem[],
  seed: string,
  turns: Turns,
  from = 0,
): Promise<readonly StoredItem[]> {
  const isTurnOver = workBetweenTurns(turns, ITEMS_AT_ONCE);
  const stored: StoredItem[] = [];
  for (const item of items) {
    stored.push(storedItem(item, `${seed}${from + stored.length}`));
    if (isTurnOver(1)) await turns.next();
  }
  return stored;
}

/** A part with the keys that the document requires of its kind. */
function partJson<Part>(part: Part): Part {
  if (!isRecord(part)) return part;
  switch (part.type) {
    case "output_text":
      return { type: part.type, annotations: [], logprobs: [], ...part };
    case "input_image":
      return { ...part, detail: part.detail ?? "auto" };
    default:
      return part;
  }
}
