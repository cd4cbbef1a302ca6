/** The events that tell of a tool that the service runs itself. */

import { type HostedItem, IMAGE, PIXEL } from "./hosted_item.ts";
import type { ItemEvent, Voice } from "./voice.ts";

/** How an item is told between its own two events. */
export function hostedVoice(item: HostedItem): Voice {
  const place = { item_id: item.id, output_index: item.index };
  const stage = (name: string): ItemEvent => [`response.${item.act}.${name}`, place];
  const { text } = item;
  switch (item.act) {
    case "web_search_call":
    case "file_search_call":
      return { opening: [stage("in_progress"), stage("searching")], closing: [stage("completed")] };
    case "code_interpreter_call":
      return {
        opening: [stage("in_progress")],
        deltas: { type: "response.code_interpreter_call_code.delta", place },
        closing: [
          ["response.code_interpreter_call_code.done", { ...place, code: text }],
          stage("interpreting"),
          stage("completed"),
        ],
      };
    case "image_generation_call":
      return {
        opening: [stage("in_progress"), stage("generating")],
        after: (deltas) => partialImages(item, deltas).map((fields) => [PARTIAL, fields]),
        closing: [stage("completed")],
      };
    case "mcp_approval_request":
      return { opening: [], closing: [] };
    case "mcp_list_tools":
      return { opening: [stage("in_progress")], closing: [stage("completed")] };
    default:
      return {
        opening: [stage("in_progress")],
        deltas: { type: "response.mcp_call_arguments.delta", place },
        closing: [
          ["response.mcp_call_arguments.done", { ...place, arguments: text }],
          stage("completed"),
        ],
      };
  }
}

const PARTIAL = "response.image_generation_call.partial_image";

/** The pictures so far that are due with one of an item's deltas, evenly spread over these. */
function partialImages(item: HostedItem, delta: number): readonly object[] {
  const wanted = item.body.tools?.find(({ type }) => type === "image_generation")?.partial_images;
  const many = typeof wanted === "number" ? Math.min(Math.max(0, wanted), MOST_PARTIALS) : 0;
  return Array.from({ length: many }, (_, index) => index)
    .filter((index) => Math.ceil(((index + 1) * item.deltas) / (many + 1)) === delta)
    .map((index) => ({
      item_id: item.id,
      output_index: item.index,
      partial_image_index: index,
      partial_image_b64: PIXEL,
      ...IMAGE,
    }));
}

/** The most pictures that are shown before the last. */
const MOST_PARTIALS = 3;
