/** An output item as it is written. */

import { hostedJson } from "./hosted_item.ts";
import type { OutputItem } from "./output.ts";

/** An item when it has begun and nothing of it is there yet, or as it is in the end. */
export function itemJson(item: OutputItem, stage: "begun" | "ended"): object {
  const { id, text } = item;
  const status = stage === "begun" ? "in_progress" : item.status;
  switch (item.kind) {
    case "text":
    case "refusal": {
      const content = stage === "begun" ? [] : [partJson(item, text)];
      return { id, type: "message", status, content, role: "assistant" };
    }
    case "call": {
      const given = stage === "begun" ? "" : text;
      return {
        id,
        ...(item.call.input === "text"
          ? { type: "custom_tool_call", status, input: given }
          : { type: "function_call", status, arguments: given }),
        call_id: `call_${item.call.id}`,
        name: item.call.name,
        ...(item.namespace === undefined ? {} : { namespace: item.namespace }),
      };
    }
    case "hosted":
      return hostedJson(item, stage);
    case "reasoning": {
      const { encrypted: encrypted_content } = item;
      const summary = stage === "begun" || !item.summarized ? [] : [{ type: "summary_text", text }];
      return {
        id,
        type: "reasoning",
        summary,
        ...(encrypted_content === undefined ? {} : { encrypted_content }),
      };
    }
  }
}

/** The one part of a message, which says `text` so far. */
export function partJson(
  item: Extract<OutputItem, { kind: "text" | "refusal" }>,
  text: string,
): object {
  if (item.kind === "refusal") return { type: "refusal", refusal: text };
  const logprobs = text === "" ? [] : item.logprobs;
  return { type: "output_text", annotations: [], logprobs, text };
}
