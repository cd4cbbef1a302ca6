#!/usr/bin/env node
/** The program on Node: `lib/server/begin.ts` with Node as the platform and the routes of `routes/`. */

import project from "../deno.json" with { type: "json" };
import { nodePlatform } from "../lib/platform/node.ts";
import { begin } from "../lib/server/begin.ts";

await begin({
  platform: nodePlatform(),
  version: project.version,
  command: "npx openai-stream-mocker",
  workerModule: new URL("./bin.js", import.meta.url), // Never started: this platform has no threads.
  load: () => import("../program.ts"),
});
