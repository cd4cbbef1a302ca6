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

/** What a server does for a request; `query` is what it is asked where nobody else says. */
export function mcpTool(
  { server_label, require_approval }: Readonly<Record<string, unknown>>,
  { earlier, input }: ResponsesBody,
  query: string,
): readonly HostedTool[] {
  const items = [...earlier, ...input];
  const says = JSON.stringify({ query });
  const answers = approvalsOf(input);
  if (answers.length > 0) {
    const leave = answers.find(({ approve }) => approve);
    if (!leave) return [];
    const request = items.find(({ id }) => id === leave.approval_request_id);
    const asked = typeof request?.arguments === "string" ? request.arguments : says;
    return [{ name: "mcp", acts: [{ kind: "mcp_call", says: asked }], runs: "in_any_case" }];
  }
  const isListed = items.some((item) =>
    kindOf(item) === "mcp_list_tools" && item.server_label === server_label
  );
  const listing = isListed ? [] : [{ kind: "mcp_list_tools", says: "{}" }];
  return asksFirst.safeParse(require_approval).success
    ? [{
      name: "mcp",
      acts: [...listing, { kind: "mcp_approval_request", says }],
      runs: "and_waits",
    }]
    : [{ name: "mcp", acts: [...listing, { kind: "mcp_call", says }] }];
}

/** The request that a call was given leave by. */
export function approvedRequest({ input }: ResponsesBody): string | null {
  return approvalsOf(input).find(({ approve }) => approve)?.approval_request_id ?? null;
}

function approvalsOf(input: readonly InputItem[]): readonly z.output<typeof approval>[] {
  return input.flatMap((item) => approval.safeParse(item).data ?? []);
}
