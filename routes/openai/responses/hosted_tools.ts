/** The tools that the service runs itself, acted out: what each does, and what is said to it. */

import type { HostedTool } from "../../../lib/plan/prompt.ts";
import type { ResponsesBody } from "./body.ts";
import { kindOf } from "./input.ts";
import { mcpTools } from "./mcp.ts";

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
