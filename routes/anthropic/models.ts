/** `GET /v1/models` and `GET /v1/models/{id}` for whoever asks as Anthropic's clients do. */

import { ApiError } from "../../lib/api_error.ts";
import type { Config } from "../../lib/config/config.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { jsonAnswer } from "../../lib/http/answer.ts";
import { listPage } from "./list_page.ts";
import { anthropic, rfc3339 } from "./provider.ts";

/** Every model of the configuration, page by page; all in one where the query names no limit. */
export const listModels = (deps: Deps): Handler => ({ url }) => {
  const config = deps.config();
  const all = [...config.models.keys()].map((id) => modelJson(id, config));
  return listPage(all, url, all.length);
};

/** One model; 404 for one that the configuration does not have. */
export const getModel = (deps: Deps): Handler => ({ params: { id = "" } }) => {
  const config = deps.config();
  if (config.models.has(id)) return jsonAnswer(modelJson(id, config));
  throw new ApiError(anthropic.unknownModel(id));
};

function modelJson(id: string, config: Config): Readonly<Record<string, unknown>> & { id: string } {
  const { context_window: window = WINDOW } = config.settings.get(id) ?? config.defaults;
  const name = config.models.get(id)?.description ?? id;
  return {
    type: "model",
    id,
    display_name: name,
    created_at: rfc3339(config.since * 1000),
    line: LINES.find((line) => id.includes(line)) ?? null,
    lifecycle: "active",
    deprecated_at: null,
    retires_at: null,
    max_input_tokens: window,
    max_tokens: Math.min(MOST_SAID, window),
    capabilities: CAPABILITIES,
  };
}

/** What a model of today reads and says at most, in tokens, where its settings do not say. */
const WINDOW = 200_000;
const MOST_SAID = 64_000;

const LINES = ["haiku", "sonnet", "opus", "fable", "mythos"];

const supported = { supported: true };

/** What the mock takes of any model. */
const CAPABILITIES = {
  batch: supported,
  citations: { supported: false },
  code_execution: { supported: false },
  context_management: {
    ...supported,
    clear_thinking_20251015: supported,
    clear_tool_uses_20250919: supported,
    compact_20260112: supported,
  },
  effort: {
    ...supported,
    low: supported,
    medium: supported,
    high: supported,
    xhigh: supported,
    max: supported,
  },
  image_input: supported,
  pdf_input: supported,
  server_tools: {
    supported: false,
    code_execution: { supported: false },
    web_search: { supported: false },
  },
  structured_outputs: supported,
  thinking: {
    ...supported,
    types: {
      adaptive: supported,
      between_tools: supported,
      disabled: supported,
      enabled: supported,
    },
  },
};
