/** The control surface: many models, many rules. */

import { chat, get, type HostileCases, keys, models, post, rules, said } from "./ask.ts";

export const CONTROL: HostileCases = {
  "9,000 settings that are none": { ask: () => post("/config", `{"general":{${keys(9000)}}}`) },
  "4,000 models at run time": { ask: () => post("/config", models(4000)) },
  "4,000 models told": { before: () => post("/config", models(4000)), ask: () => get("/config") },
  "4,000 models listed": {
    before: () => post("/config", models(4000)),
    ask: () => get("/v1/models"),
  },
  "10,000 rules at run time": { ask: () => post("/rules", rules(10_000)) },
  "10,000 rules listed": { before: () => post("/rules", rules(10_000)), ask: () => get("/rules") },
  "10,000 rules asked": {
    before: () => post("/rules", rules(10_000)),
    ask: () => chat({ messages: [said("no such question")] }),
  },
};
