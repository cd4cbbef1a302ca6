/** However a replica is started, it is started as a server alone is, but for one permission. */

import { assertEquals } from "@std/assert";
import project from "../../deno.json" with { type: "json" };

const read = (path: string) => Deno.readTextFile(new URL(`../../deploy/${path}`, import.meta.url));

/** The same with all of the environment, which the engine's client reads. */
const withEnvironment = (words: readonly string[]): readonly string[] =>
  words.map((word) => word.startsWith("--allow-env=") ? "--allow-env" : word);

Deno.test("deno task cluster is deno task start with all of the environment", () => {
  const { start, cluster } = project.tasks;
  assertEquals(cluster.split(" "), withEnvironment(start.split(" ")));
});

Deno.test("the pods of deploy/farm start as the image does, with all of the environment", async () => {
  const [, entry = "[]"] = /^ENTRYPOINT (\[.*\])$/m.exec(await read("Containerfile")) ?? [];
  const [, command = ""] = /command: \[([^\]]*)\]/.exec(await read("farm/replicas.yaml")) ?? [];
  const words = command.split(",").map((word) => word.trim()).filter((word) => word !== "");
  assertEquals(words, withEnvironment(JSON.parse(entry)));
});
