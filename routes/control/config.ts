/** `/config`: what is in force, and changing it while the server runs. */

import { ApiError, badRequest } from "../../lib/api_error.ts";
import { doInTurns, type Work } from "../../lib/clock/work.ts";
import { changesInOneLine } from "../../lib/config/changes.ts";
import { shownUrl } from "../../lib/config/cluster.ts";
import { type Config, settingsFor } from "../../lib/config/config.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import type { Edit } from "../../lib/shared/control_plane.ts";
import { readJson } from "../../lib/http/read_json.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import { settingsAnswer } from "./settings_answer.ts";

/** `GET /config`: everything in force, and what of it is not as the file has it. */
export const getConfig = (deps: Deps): Handler => async () =>
  await settingsAnswer(await configJson(deps), deps.turns);

/** `GET /config/{model}`: one model's settings, its own and those it inherits; `default` for unknown models. */
export const getModelConfig = (deps: Deps): Handler => async ({ params: { model = "" } }) => {
  const config = deps.config();
  if (model === "default" || config.models.has(model)) {
    return await settingsAnswer(modelJson(model, config), deps.turns);
  }
  const known = ["default", ...config.models.keys()].join(", ");
  throw new ApiError({
    status: 404,
    message: `There is no model '${model}' in the configuration. There are: ${known}.`,
    param: "model",
    code: "model_not_found",
  });
};

/** `POST /config`: changes settings until the next reload. */
export const postConfig = (deps: Deps): Handler => async (exchange) => {
  const { max_body_bytes, config_bytes } = deps.config().server;
  const body = config_bytes < max_body_bytes
    ? await readJson(exchange, config_bytes, deps.turns, "config_bytes")
    : await readJson(exchange, max_body_bytes, deps.turns);
  const edit = await deps.control.patchConfig(body);
  return await editAnswer(edit, deps, "Configuration updated");
};

/** `POST /config/reload`: puts the file's values in place of everything set at run time. */
export const reloadConfig = (deps: Deps): Handler => async () =>
  await editAnswer(await deps.control.reloadConfig(), deps, "Configuration reloaded");

async function editAnswer(edit: Edit, deps: Deps, done: string): Promise<Response> {
  if (edit.kind === "refused") throw badRequest(edit.message, undefined, "invalid_config");
  const what = edit.lines.length === 0 ? "nothing changed" : changesInOneLine(edit.lines);
  const { lines: changes, warnings } = edit;
  const config = await configJson(deps);
  return await settingsAnswer(
    { message: `${done}: ${what}.`, changes, warnings, config },
    deps.turns,
  );
}

async function configJson(deps: Deps): Promise<object> {
  const config = deps.config();
  const { api_keys, ...server } = config.server;
  const { cluster } = config;
  const models = await doInTurns(modelsJson(config), deps.turns);
  return {
    server: { ...server, api_keys: api_keys.length },
    ...cluster ? { cluster: { ...cluster, url: shownUrl(cluster.url) } } : {},
    general: config.defaults,
    models,
    profiles: Object.fromEntries(config.profiles),
    traces: [...config.traces.keys()],
    responses: [...config.responses.keys()],
    auto_response_length: config.autoResponseLength,
    changed: await deps.control.listChanges(),
  };
}

/** Steps for the settings of a model. */
const STEPS_A_MODEL = 4;

function* modelsJson(config: Config): Work<Readonly<Record<string, object>>> {
  const models: [string, object][] = [];
  for (const id of config.models.keys()) {
    models.push([id, modelJson(id, config)]);
    yield STEPS_A_MODEL;
  }
  return Object.fromEntries(models);
}

function modelJson(model: string, config: Config): object {
  const { parameters, description, owned_by, profile } = config.models.get(model) ?? {};
  return {
    model,
    description: description ?? config.defaultDescription,
    ...(parameters === undefined ? {} : { parameters }),
    ...(owned_by === undefined ? {} : { owned_by }),
    ...(profile === undefined ? {} : { profile }),
    ...settingsFor(config, model),
  };
}
