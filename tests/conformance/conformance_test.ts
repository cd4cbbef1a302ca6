/** Every fact of the wire that tests/conformance knows, against the shipped configuration, in process. */

import { createStreamMocker } from "../../routes/mod.ts";
import { shippedConfig } from "../../lib/config/shipped.ts";
import { allChecks } from "./all.ts";
import { STRICT, targetOf } from "./check.ts";

function target(config: string) {
  const { fetch } = createStreamMocker({ config });
  return targetOf((path, init) => fetch(`http://mock${path}`, init));
}

const targets = {
  open: target(shippedConfig),
  keyed: target(shippedConfig.replace("api_keys = []", `api_keys = ["${STRICT.key}"]`)),
};

for (const check of allChecks) {
  Deno.test(`conformance: ${check.id} (${check.source})`, async () => {
    await check.run(check.needs === "api_keys" ? targets.keyed : targets.open);
  });
}
