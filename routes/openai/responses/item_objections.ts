/** What OpenAI has against the items of a conversation together (docs/wire.md §9). */

import { type ApiError, badRequest } from "../../../lib/api_error.ts";
import type { Asked, Objection } from "../../../lib/dialect/objections.ts";
import { notSupported } from "../issue_words.ts";
import { unknownKey } from "../unknown_keys.ts";
import type { ResponsesBody } from "./body.ts";
import { type InputItem, kindOf } from "./input.ts";

type Response = Asked<ResponsesBody>;

/** Items that call something that the client runs, and what the service calls them. */
const CALLS: Readonly<Record<string, string>> = {
  apply_patch_call: "apply patch call",
  computer_call: "computer call",
  custom_tool_call: "custom tool call",
  function_call: "function call",
  local_shell_call: "local shell call",
  shell_call: "shell call",
};

/** What ends the type of a call's result. */
const OUTPUT = "_output";

const all = ({ earlier, input }: ResponsesBody) => [...earlier, ...input];

/** The ids that calls of one type, or their results, have. */
function idsOf(items: readonly InputItem[], type: string): ReadonlySet<unknown> {
  return new Set(items.filter((item) => kindOf(item) === type).map(({ call_id }) => call_id));
}

function resultWithoutCall({ body }: Response): ApiError | undefined {
  const items = all(body);
  for (const [type, words] of Object.entries(CALLS)) {
    const results = items.filter((item) => kindOf(item) === type + OUTPUT);
    if (results.length === 0) continue;
    const calls = idsOf(items, type);
    const lone = results.find(({ call_id: id }) => id && !calls.has(id));
    if (lone) {
      return ofInput(`No tool call found for ${words} output with call_id ${lone.call_id}.`);
    }
  }
  return undefined;
}

function callWithoutResult({ body }: Response): ApiError | undefined {
  const items = all(body);
  for (const [type, words] of Object.entries(CALLS)) {
    const calls = items.filter((item) => kindOf(item) === type);
    if (calls.length === 0) continue;
    const results = idsOf(items, type + OUTPUT);
    const lone = calls.find(({ call_id: id }) => id && !results.has(id));
    if (lone) return ofInput(`No tool output found for ${words} ${lone.call_id}.`);
  }
  return undefined;
}

/** What a message may say; its phase is the model's to tell. */
const MESSAGE_KEYS = ["content", "id", "role", "status", "type"];
const PHASES = ["commentary", "final_answer"];

function messageOfMore({ body: { input } }: Response): ApiError | undefined {
  for (const [i, item] of input.entries()) {
    if (kindOf(item) !== "message") continue;
    const { role, phase } = item;
    const known = role === "assistant" ? [...MESSAGE_KEYS, "phase"] : MESSAGE_KEYS;
    const lost = Object.keys(item).find((key) => !known.includes(key));
    if (lost !== undefined) return unknownKey(`input[${i}].${lost}`);
    if (typeof phase === "string" && !PHASES.includes(phase)) {
      return badRequest(notSupported(phase, PHASES), `input[${i}].phase`, "invalid_value");
    }
  }
  return undefined;
}

/** Two items of one id; a reference stands for the item itself. */
function sameItemTwice({ body }: Response): ApiError | undefined {
  const seen = new Set<string>();
  for (const { id } of all(body)) {
    if (!id) continue;
    if (seen.has(id)) {
      return ofInput(
        `Duplicate item found with id ${id}. Remove duplicate items from your input and try again.`,
      );
    }
    seen.add(id);
  }
  return undefined;
}

/** Thinking that is cut from what was said after it. */
function reasoningAlone({ body }: Response): ApiError | undefined {
  const items = all(body);
  for (const [i, item] of items.entries()) {
    if (kindOf(item) !== "reasoning" || !item.id) continue;
    const next = items[i + 1];
    if (next && isOfModel(next)) continue;
    return ofInput(
      `Item '${item.id}' of type 'reasoning' was provided without its required following item.`,
    );
  }
  return undefined;
}

function isOfModel(item: InputItem): boolean {
  const kind = kindOf(item);
  return kind === "message" ? item.role === "assistant" : !kind.endsWith(OUTPUT);
}

function ofInput(message: string): ApiError {
  return badRequest(message, "input");
}

/** All of them. */
export const itemObjections: readonly Objection<ResponsesBody>[] = [
  messageOfMore,
  sameItemTwice,
  reasoningAlone,
  resultWithoutCall,
  callWithoutResult,
];
