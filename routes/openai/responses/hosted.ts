/** The tools that the service runs itself, acted out: what is said to them, their items and the events of these. */

import type { HostedTool } from "../../../lib/plan/prompt.ts";
import { kindOf } from "./input.ts";
import type { ResponsesBody } from "./body.ts";
import { approvedRequest, mcpTools, REMOTE } from "./mcp.ts";

/** What one of these items is told from. */
export interface HostedItem {
  readonly id: string;
  readonly index: number;
  readonly status: "completed" | "incomplete";
  /** What the model said to have it done, so far or all of it. */
  readonly text: string;
  /** What is done: the item's type. */
  readonly act: string;
  /** How many deltas it is told in. */
  readonly deltas: number;
  readonly body: ResponsesBody;
}

/** The tools of a request that are acted out, each with what it does. */
export function hostedTools(body: ResponsesBody): readonly HostedTool[] {
  const query = queryOf(body);
  const { tools = [] } = body;
  const mcpOf = tools.some(({ type }) => type === "mcp") ? mcpTools(body, query) : () => [];
  return tools.flatMap((tool): readonly HostedTool[] => {
    const { type } = tool;
    const does = (...acts: HostedTool["acts"]) => [{ name: type, acts }];
    if (type.startsWith("web_search")) return does({ kind: "web_search_call", says: query });
    switch (type) {
      case "file_search":
        return does({ kind: "file_search_call", says: query });
      case "code_interpreter":
        return does({
          kind: "code_interpreter_call",
          says: `total = sum(range(10))\nprint(total)`,
        });
      case "image_generation":
        return does({ kind: "image_generation_call", says: query });
      case "mcp":
        return mcpOf(tool);
      default:
        return [];
    }
  });
}

/** The last that a user said, cut short: what is searched for. */
function queryOf({ input, earlier }: ResponsesBody): string {
  const last = [...earlier, ...input].findLast((item) =>
    kindOf(item) === "message" && (item.role ?? "user") === "user"
  );
  const { content } = last ?? {};
  const text = typeof content === "string"
    ? content
    : (content ?? []).map((part) => part.text ?? "").join(" ");
  return text.trim().slice(0, 80) || "the weather today";
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
  const { id, act: type, text, body } = item;
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
      return { id, type, server_label: labelOf(body), tools: ended ? [REMOTE] : [], error: null };
    case "mcp_approval_request":
      return { id, type, arguments: text, name: REMOTE.name, server_label: labelOf(body) };
    default:
      return {
        id,
        type,
        status,
        approval_request_id: approvedRequest(body),
        arguments: ended ? text : "",
        error: null,
        name: REMOTE.name,
        output: ended ? "Found one result." : null,
        server_label: labelOf(body),
      };
  }
}

type Event = readonly [type: string, fields: object];

/** How an item is told between its own two events. */
export function hostedVoice(item: HostedItem): {
  readonly opening: readonly Event[];
  readonly deltas?: { readonly type: string; readonly place: object };
  /** What is told once so many of its deltas have been, where these are not told themselves. */
  readonly after?: (deltas: number) => readonly Event[];
  readonly closing: readonly Event[];
} {
  const place = { item_id: item.id, output_index: item.index };
  const stage = (name: string): Event => [`response.${item.act}.${name}`, place];
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

function containerOf(id: string): string {
  return `cntr_${id.slice(id.indexOf("_") + 1)}`;
}

function labelOf({ tools = [] }: ResponsesBody): unknown {
  return tools.find(({ type }) => type === "mcp")?.server_label ?? "mcp";
}

const SOURCE = { type: "url", url: "https://example.com/article" };

const FOUND = {
  attributes: {},
  file_id: "file-mock",
  filename: "notes.txt",
  score: 0.9,
  text: "A line of the notes.",
};

const IMAGE = {
  background: "opaque",
  output_format: "png",
  quality: "low",
  size: "1024x1024",
};

/** A PNG of one pixel. */
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";
