/** What Anthropic has against requests that think, or whose history did (docs/wire.md §9). */

import { type ApiError, badRequest } from "../../lib/api_error.ts";
import type { Asked, Objection } from "../../lib/dialect/objections.ts";
import type { MessagesBody } from "./body.ts";
import { errorAt } from "./issue_words.ts";

type Message = Asked<MessagesBody>;

const DOCS =
  "Please consult our documentation at https://docs.claude.com/en/docs/build-with-claude/extended-thinking";

/** A turn of the model that goes on and has lost the thinking that it began with. */
function turnWithoutItsThinking({ body: { thinking, messages } }: Message): ApiError | undefined {
  if (thinking?.type !== "enabled") return undefined;
  const last = messages.findLastIndex(({ role }) => role === "assistant");
  const after = messages.slice(last + 1);
  const goesOn = after.length === 0 || after.some(({ content }) => hasResult(content));
  if (last < 0 || !goesOn) return undefined;
  const first = messages.findLastIndex(({ role }, i) => i < last && role !== "assistant") + 1;
  const content = messages[first]?.content;
  const found = typeof content === "string" ? "text" : content?.[0]?.type;
  if (found === undefined || found === "thinking" || found === "redacted_thinking") {
    return undefined;
  }
  return errorAt(
    `messages.${first}.content.0.type`,
    `Expected \`thinking\` or \`redacted_thinking\`, but found \`${found}\`. When \`thinking\` is enabled, a final ` +
      "`assistant` message must start with a thinking block (preceeding the lastmost set of `tool_use` and " +
      "`tool_result` blocks). We recommend you include thinking blocks from previous turns. To avoid this " +
      `requirement, disable \`thinking\`. ${DOCS}`,
  );
}

function hasResult(content: MessagesBody["messages"][number]["content"]): boolean {
  return Array.isArray(content) && content.some(({ type }) => type === "tool_result");
}

/** The beginning of an answer that thinks, where none is asked to. */
function thinkingUnasked({ body: { thinking, messages } }: Message): ApiError | undefined {
  const last = messages.at(-1);
  if ((thinking && thinking.type !== "disabled") || last?.role !== "assistant") return undefined;
  const { content } = last;
  const at = Array.isArray(content) ? content.findIndex(({ type }) => type === "thinking") : -1;
  if (at < 0) return undefined;
  return errorAt(
    `messages.${messages.length - 1}.content.${at}`,
    "When thinking is disabled, an `assistant` message in the final position cannot contain `thinking`. " +
      "To use thinking blocks, enable `thinking` in your request.",
  );
}

/** What steers how a word is drawn, of a model that thinks. */
function samplingWithThinking({ body }: Message): ApiError | undefined {
  const { thinking, temperature = 1, top_p = 1, top_k } = body;
  if (!thinking || thinking.type === "disabled") return undefined;
  if (temperature !== 1) {
    return badRequest(`\`temperature\` may only be set to 1 when thinking is enabled. ${DOCS}`);
  }
  if (top_k !== undefined) {
    return badRequest(`\`top_k\` must be unset when thinking is enabled. ${DOCS}`);
  }
  return top_p >= 0.95 ? undefined : badRequest(
    `\`top_p\` must be greater than or equal to 0.95 or unset when thinking is enabled. ${DOCS}`,
  );
}

/** All of them. */
export const thinkingObjections: readonly Objection<MessagesBody>[] = [
  turnWithoutItsThinking,
  thinkingUnasked,
  samplingWithThinking,
];
