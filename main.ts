/** The program on Deno: `lib/server/begin.ts` with Deno as the platform and the routes of `routes/`. */

import project from "./deno.json" with { type: "json" };
import { denoPlatform } from "./lib/platform/deno.ts";
import { begin } from "./lib/server/begin.ts";

await begin({
  platform: denoPlatform(),
  version: project.version,
  command: "deno task start",
  workerModule: new URL("./routes/worker.ts", import.meta.url),
  load,
});

/**
 * Loaded by a name that Deno does not see in the text: what it sees there, it reads before this file runs, and that takes longer
 * than opening the port. `deno task compile` names it instead.
 */
function load(): Promise<typeof import("./program.ts")> {
  return import(new URL("./program.ts", import.meta.url).href);
}
