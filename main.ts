/** The program: reads the flags, opens the port, and lets `lib/server/program.ts` do the rest, with the routes of `routes/`. */

import project from "./deno.json" with { type: "json" };
import { openPort, type PendingListener, portProblem } from "./lib/http/listen.ts";
import { printLine } from "./lib/platform/console.ts";
import { denoPlatform } from "./lib/platform/deno.ts";
import { fail } from "./lib/server/fail.ts";
import { type Flags, HELP, parseFlags } from "./lib/server/flags.ts";

const platform = denoPlatform();
const asked = parseFlags(platform.args, platform.env);
switch (asked.kind) {
  case "help":
    printLine(HELP);
    break;
  case "version":
    printLine(project.version);
    break;
  case "wrong":
    fail(platform, asked.message);
    break;
  case "serve": {
    // Before the rest is loaded, so that who comes early waits a moment and is not turned away.
    const pending = asked.workers === 1 ? openOrFail(asked) : undefined;
    const [{ run }, table] = await Promise.all([loadProgram(), loadTable()]);
    await run({
      platform,
      flags: asked,
      pending,
      table,
      workerModule: new URL("./routes/worker.ts", import.meta.url),
      version: project.version,
    });
  }
}

function openOrFail(flags: Flags): PendingListener {
  try {
    return openPort(platform, flags);
  } catch (error) {
    return fail(platform, portProblem(error, flags));
  }
}

/**
 * The program and its routes are loaded by names that Deno does not see in the text: what it sees there, it reads before this
 * file runs, and that takes longer than opening the port. `deno task compile` names them instead.
 */
function loadProgram(): Promise<typeof import("./lib/server/program.ts")> {
  return import(new URL("./lib/server/program.ts", import.meta.url).href);
}

function loadTable(): Promise<typeof import("./routes/routes.ts")> {
  return import(new URL("./routes/routes.ts", import.meta.url).href);
}
