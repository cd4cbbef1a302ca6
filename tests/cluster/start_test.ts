/** However a replica is started, it is started as a server alone is, but for one permission. */

import { assertEquals } from "@std/assert";
import { parseAll } from "@std/yaml/parse";
import { z } from "zod";
import project from "../../deno.json" with { type: "json" };

const read = (path: string) => Deno.readTextFile(new URL(`../../deploy/${path}`, import.meta.url));

/** What starts the pods of a deployment. */
const deployment = z.object({
  kind: z.literal("Deployment"),
  spec: z.object({
    template: z.object({
      spec: z.object({ containers: z.array(z.object({ command: z.array(z.string()) })) }),
    }),
  }),
});

/** The same with all of the environment, which the engine's client reads. */
const withEnvironment = (words: readonly string[]): readonly string[] =>
  words.map((word) => word.startsWith("--allow-env=") ? "--allow-env" : word);

Deno.test("deno task cluster is deno task start with all of the environment", () => {
  const { start, cluster } = project.tasks;
  assertEquals(cluster.split(" "), withEnvironment(start.split(" ")));
});

Deno.test("the pods of deploy/farm start as the image does, with all of the environment", async () => {
  const [, entry = "[]"] = /^ENTRYPOINT (\[.*\])$/m.exec(await read("Containerfile")) ?? [];
  const commands = parseAll(await read("farm/replicas.yaml"))
    .flatMap((one) => deployment.safeParse(one).data?.spec.template.spec.containers ?? [])
    .map(({ command }) => command);
  assertEquals(commands, [withEnvironment(JSON.parse(entry))]);
});
