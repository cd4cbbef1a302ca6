/** The control surface: many models, many rules. */

import {
  chat,
  emptyModels,
  get,
  type HostileCases,
  keys,
  longRulesToml,
  models,
  modelsToml,
  post,
  rules,
  rulesToml,
  said,
} from "./ask.ts";

const RELOAD = () => post("/config/reload", "");

export const CONTROL: HostileCases = {
  "9,000 settings that are none": { ask: () => post("/config", `{"general":{${keys(9000)}}}`) },
  "4,000 models at run time": { ask: () => post("/config", models(4000)) },
  "4,000 models told": { before: () => post("/config", models(4000)), ask: () => get("/config") },
  "9,800 models at run time": { ask: () => post("/config", emptyModels()) },
  "9,800 models told": {
    before: () => post("/config", emptyModels()),
    ask: () => get("/config"),
  },
  "4,000 models listed": {
    before: () => post("/config", models(4000)),
    ask: () => get("/v1/models"),
  },
  "10,000 rules of POST /config": { ask: () => post("/config", rules(10_000)) },
  "10,000 rules at run time": { ask: () => post("/rules", rules(10_000)) },
  "10,000 rules listed": { before: () => post("/rules", rules(10_000)), ask: () => get("/rules") },
  "10,000 rules asked": {
    before: () => post("/rules", rules(10_000)),
    ask: () => chat({ messages: [said("no such question")] }),
  },
  "a reload of 10,000 rules": { saved: () => rulesToml(10_000), ask: RELOAD },
  "a reload of 10,000 rules with expressions and templates, 2.4 MB": {
    saved: () => longRulesToml(10_000),
    ask: RELOAD,
  },
  "a reload of 10,000 rules over as many": {
    config: () => rulesToml(10_000),
    saved: () => longRulesToml(10_000),
    ask: RELOAD,
  },
  "a reload of 4,000 models": { saved: () => modelsToml(4000), ask: RELOAD },
  "one setting over 10,000 rules": {
    config: () => rulesToml(10_000),
    ask: () => post("/config", '{"jitter":0.5}'),
  },
};
