/** The tools of a remote server (MCP), acted out: listed, called, and asked leave for where the request wants it so. */

import { z } from "zod";
import type { HostedTool } from "../../../lib/plan/prompt.ts";
import type { ResponsesBody } from "./body.ts";
import { type InputItem, kindOf } from "./input.ts";
import { serverName } from "./tools.ts";

/** What a server is told to be for. */
type Server = Readonly<Record<string, unknown>>;

/** A tool of a server; one that is not told which it may be asked for has this one alone. */
const REMOTE = {
  name: "search",
  description: "Searches what this server knows.",
  input_schema: {
    type: "object",
    properties: { query: { type: "string" } },
    required: ["query"],
    additionalProperties: false,
  },
  annotations: null,
};

const names = z.array(z.string()).min(1);

/** Which tools of a server may be called. */
const allowed = z.union([
  names,
  z.looseObject({ tool_names: names }).transform((one) => one.tool_names),
]);

/** The names of a server's tools. */
function toolNames({ allowed_tools }: Server): readonly string[] {
  return allowed.safeParse(allowed_tools).data ?? [REMOTE.name];
}

/** A server's tools, as they are listed. */
export function toolsOf(server: Server): readonly object[] {
  return toolNames(server).map((name) => ({ ...REMOTE, name }));
}

/** The tool of a server that is called: the one that the request names, or its first. */
export function calledOf(server: Server, { tool_choice: choice }: ResponsesBody): string {
  const isNamed = typeof choice === "object" && choice.type === "mcp" &&
    (choice.server_label ?? server.server_label) === server.server_label;
  return (isNamed ? choice.name : undefined) ?? toolNames(server)[0] ?? REMOTE.name;
}

/** The server that a plan calls so. */
export function serverCalled(name: string, { tools = [] }: ResponsesBody): Server {
  return tools.find((tool) => tool.type === "mcp" && serverName(tool) === name) ?? {};
}

/** What asks to be asked first. A request that says nothing is served at once, although the real service would ask. */
const asksFirst = z.union([
  z.literal("always"),
  z.looseObject({ always: z.looseObject({ tool_names: z.array(z.string()) }) }),
]);

function asks({ require_approval }: Server, tool: string): boolean {
  const { data } = asksFirst.safeParse(require_approval);
  return data !== undefined && (data === "always" || data.always.tool_names.includes(tool));
}

/** What the user said to it. */
const approval = z.looseObject({
  type: z.literal("mcp_approval_response"),
  approval_request_id: z.string(),
  approve: z.boolean(),
});

/** Reads what each server of a request does for it; `query` is what it is asked where nobody else says. */
export function mcpTools(
  body: ResponsesBody,
  query: string,
): (server: Server) => readonly HostedTool[] {
  const { earlier, input } = body;
  const items = [...earlier, ...input];
  const says = JSON.stringify({ query });
  const answers = approvalsOf(input);
  const leave = answers.find(({ approve }) => approve);
  const request = leave && items.find(({ id }) => id === leave.approval_request_id);
  const listed = new Set(
    items.flatMap((item) => kindOf(item) === "mcp_list_tools" ? [item.server_label] : []),
  );
  return (server) => {
    const { server_label } = server;
    const name = serverName(server);
    if (answers.length > 0) {
      if (!leave || (request && request.server_label !== server_label)) return [];
      const asked = typeof request?.arguments === "string" ? request.arguments : says;
      return [{ name, acts: [{ kind: "mcp_call", says: asked }], runs: "in_any_case" }];
    }
    const listing = listed.has(server_label) ? [] : [{ kind: "mcp_list_tools", says: "{}" }];
    return asks(server, calledOf(server, body))
      ? [{ name, acts: [...listing, { kind: "mcp_approval_request", says }], runs: "and_waits" }]
      : [{ name, acts: [...listing, { kind: "mcp_call", says }] }];
  };
}

/** The request that a call was given leave by. */
export function approvedRequest({ input }: ResponsesBody): string | null {
  return approvalsOf(input).find(({ approve }) => approve)?.approval_request_id ?? null;
}

function approvalsOf(input: readonly InputItem[]): readonly z.output<typeof approval>[] {
  return input.flatMap((item) =>
    kindOf(item) === "mcp_approval_response" ? approval.safeParse(item).data ?? [] : []
  );
}
