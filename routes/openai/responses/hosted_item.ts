/** The output items of tools that the service runs itself. */

import type { ResponsesBody } from "./body.ts";
import { approvedRequest, calledOf, serverCalled, toolsOf } from "./mcp.ts";

/** What one of these items is told from. */
export interface HostedItem {
  readonly id: string;
  readonly index: number;
  readonly status: "completed" | "incomplete";
  /** What the model said to have it done, so far or all of it. */
  readonly text: string;
  /** What is done: the item's type. */
  readonly act: string;
  /** What the plan calls the tool by. */
  readonly name: string;
  /** How many deltas it is told in. */
  readonly deltas: number;
  readonly body: ResponsesBody;
}

/** What the ids of these items begin with. */
export const HOSTED_PREFIXES: Readonly<Record<string, string>> = {
  code_interpreter_call: "ci",
  file_search_call: "fs",
  image_generation_call: "ig",
  mcp_approval_request: "mcpr",
  mcp_call: "mcp",
  mcp_list_tools: "mcpl",
  web_search_call: "ws",
};

/** An item when it has begun, or as it is in the end. */
export function hostedJson(item: HostedItem, stage: "begun" | "ended"): object {
  const { id, act: type, name, text, body } = item;
  const server = serverCalled(name, body);
  const { server_label = "mcp" } = server;
  const ended = stage === "ended";
  const status = ended ? item.status : "in_progress";
  const asked = (what: string) => ended && body.include?.some((one) => one === what);
  switch (type) {
    case "web_search_call": {
      const sources = asked("web_search_call.action.sources") ? { sources: [SOURCE] } : {};
      const action = { type: "search", query: ended ? text : "", ...sources };
      return { id, type, status, action };
    }
    case "file_search_call": {
      const results = asked("file_search_call.results") ? [FOUND] : null;
      return { id, type, status, queries: ended ? [text] : [], results };
    }
    case "code_interpreter_call": {
      const outputs = asked("code_interpreter_call.outputs")
        ? [{ type: "logs", logs: "45\n" }]
        : null;
      return { id, type, status, code: ended ? text : "", container_id: containerOf(id), outputs };
    }
    case "image_generation_call":
      return {
        id,
        type,
        status,
        ...(ended ? IMAGE : {}),
        ...(ended ? { revised_prompt: text } : {}),
        result: ended ? PIXEL : null,
      };
    case "mcp_list_tools":
      return { id, type, server_label, tools: ended ? toolsOf(server) : [], error: null };
    case "mcp_approval_request":
      return { id, type, arguments: text, name: calledOf(server, body), server_label };
    default:
      return {
        id,
        type,
        status,
        approval_request_id: approvedRequest(body),
        arguments: ended ? text : "",
        error: null,
        name: calledOf(server, body),
        output: ended ? "Found one result." : null,
        server_label,
      };
  }
}

function containerOf(id: string): string {
  return `cntr_${id.slice(id.indexOf("_") + 1)}`;
}

const SOURCE = { type: "url", url: "https://example.com/article" };

const FOUND = {
  attributes: {},
  file_id: "file-mock",
  filename: "notes.txt",
  score: 0.9,
  text: "A line of the notes.",
};

/** How every picture is told of. */
export const IMAGE = {
  background: "opaque",
  output_format: "png",
  quality: "low",
  size: "1024x1024",
};

/** A PNG of one pixel. */
export const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
