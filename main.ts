/** The program: reads the flags, opens the port, and lets `lib/server/program.ts` do the rest. */

import project from "./deno.json" with { type: "json" };
import { fail } from "./lib/server/fail.ts";
import { type Flags, HELP, parseFlags } from "./lib/server/flags.ts";
import { openPort, type PendingListener, portProblem } from "./lib/http/listen.ts";

const asked = parseFlags(Deno.args, (name) => Deno.env.get(name));
switch (asked.kind) {
  case "help":
    console.log(HELP);
    break;
  case "version":
    console.log(project.version);
    break;
  case "wrong":
    fail(asked.message);
    break;
  case "serve": {
    // Before the rest is loaded, so that who comes early waits a moment and is not turned away.
    const pending = asked.workers === 1 ? openOrFail(asked) : undefined;
    const [{ run }, table] = await Promise.all([loadProgram(), loadTable()]);
    const workerModule = new URL("./routes/worker.ts", import.meta.url);
    await run(asked, { table, workerModule, version: project.version }, pending);
  }
}

function openOrFail(flags: Flags): PendingListener {
  try {
    return openPort(flags);
  } catch (error) {
    return fail(portProblem(error, flags));
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
