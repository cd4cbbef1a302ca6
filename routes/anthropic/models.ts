/** `GET /v1/models` and `GET /v1/models/{id}` for who asks as Anthropic's clients do. */

import { ApiError } from "../../lib/api_error.ts";
import type { Config } from "../../lib/config/config.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { anthropic, rfc3339 } from "./provider.ts";

/** Every model of the configuration, in one page. */
export const listAnthropicModels = (deps: Deps): Handler => () => {
  const config = deps.config();
  const ids = [...config.models.keys()];
  return Response.json({
    data: ids.map((id) => modelJson(id, config)),
    has_more: false,
    first_id: ids.at(0) ?? null,
    last_id: ids.at(-1) ?? null,
  });
};

/** One model; 404 for one that the configuration does not have. */
export const getAnthropicModel = (deps: Deps): Handler => ({ params: { id = "" } }) => {
  const config = deps.config();
  if (config.models.has(id)) return Response.json(modelJson(id, config));
  throw new ApiError(anthropic.unknownModel(id));
};

function modelJson(id: string, config: Config): object {
  const name = config.models.get(id)?.description ?? id;
  return { type: "model", id, display_name: name, created_at: rfc3339(config.since * 1000) };
}
