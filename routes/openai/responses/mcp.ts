/** The tools of a remote server (MCP), acted out: listed, called, and asked leave for where the request wants it so. */

import { z } from "zod";
import type { HostedTool } from "../../../lib/plan/prompt.ts";
import type { ResponsesBody } from "./body.ts";
import { type InputItem, kindOf } from "./input.ts";

/** The one tool that each server has. */
export const REMOTE = {
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

/** What asks to be asked first. A request that says nothing is served at once, although the real service would ask. */
const asksFirst = z.union([
  z.literal("always"),
  z.looseObject({
    always: z.looseObject({
      tool_names: z.array(z.string()).refine((names) => names.includes(REMOTE.name)),
    }),
  }),
]);

/** What the user said to it. */
const approval = z.looseObject({
  type: z.literal("mcp_approval_response"),
  approval_request_id: z.string(),
  approve: z.boolean(),
});

/** Reads what each server of a request does for it; `query` is what it is asked where nobody else says. */
export function mcpTools(
  { earlier, input }: ResponsesBody,
  query: string,
): (server: Readonly<Record<string, unknown>>) => readonly HostedTool[] {
  const items = [...earlier, ...input];
  const says = JSON.stringify({ query });
  const answers = approvalsOf(input);
  const leave = answers.find(({ approve }) => approve);
  const request = leave && items.find(({ id }) => id === leave.approval_request_id);
  const listed = new Set(
    items.flatMap((item) => kindOf(item) === "mcp_list_tools" ? [item.server_label] : []),
  );
  return ({ server_label, require_approval }) => {
    if (answers.length > 0) {
      if (!leave || (request && request.server_label !== server_label)) return [];
      const asked = typeof request?.arguments === "string" ? request.arguments : says;
      return [{ name: "mcp", acts: [{ kind: "mcp_call", says: asked }], runs: "in_any_case" }];
    }
    const listing = listed.has(server_label) ? [] : [{ kind: "mcp_list_tools", says: "{}" }];
    return asksFirst.safeParse(require_approval).success
      ? [{
        name: "mcp",
        acts: [...listing, { kind: "mcp_approval_request", says }],
        runs: "and_waits",
      }]
      : [{ name: "mcp", acts: [...listing, { kind: "mcp_call", says }] }];
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
