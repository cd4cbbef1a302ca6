/** `GET /v1/models` and `GET /v1/models/{id}`: the models of the configuration in OpenAI's form (docs/wire.md §5). */

import { ApiError } from "../../lib/api_error.ts";
import type { Config } from "../../lib/config/config.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { jsonAnswer } from "../../lib/http/answer.ts";

/** Every model of the configuration. */
export const listModels = (deps: Deps): Handler => () => {
  const config = deps.config();
  const data = [...config.models.keys()].map((id) => modelJson(id, config));
  return jsonAnswer({ object: "list", data });
};

/** One model; 404 for one that the configuration does not have. */
export const getModel = (deps: Deps): Handler => ({ params: { id = "" } }) => {
  const config = deps.config();
  if (config.models.has(id)) return jsonAnswer(modelJson(id, config));
  throw new ApiError({
    status: 404,
    message: `The model '${id}' does not exist`,
    param: "model",
    code: "model_not_found",
  });
};

function modelJson(id: string, config: Config): object {
  const ownedBy = config.models.get(id)?.owned_by ?? "mock";
  return { id, object: "model", created: config.since, owned_by: ownedBy };
}
