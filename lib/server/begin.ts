/** How the program begins on any runtime: reads the flags, opens the port, and only then loads what serves. */

import { openPort, type PendingListener, portProblem } from "../http/listen.ts";
import { printLine, printText } from "../platform/console.ts";
import type { Platform } from "../platform/platform.ts";
import { fail } from "./fail.ts";
import { type Flags, helpFor, parseFlags } from "./flags.ts";
import type { checkConfigFile, run } from "./program.ts";
import type { RouteTable } from "./serving.ts";

/** What a runtime's main file hands over. */
export interface Beginning {
  readonly platform: Platform;
  readonly version: string;
  /** What starts the program, as `--help` says it. */
  readonly command: string;
  /** The module of a serving thread. */
  readonly workerModule: URL;
  /** Loads the program, and the table of its routes. */
  load(): Promise<{
    readonly run: typeof run;
    readonly checkConfigFile: typeof checkConfigFile;
    readonly table: RouteTable;
  }>;
}

/** Does what the command line asks for. */
export async function begin(beginning: Beginning): Promise<void> {
  const { platform, version, command, workerModule } = beginning;
  const asked = parseFlags(platform.args, platform.env);
  switch (asked.kind) {
    case "help":
      return printText(helpFor(command));
    case "version":
      return printLine(version);
    case "wrong":
      return fail(platform, asked.message);
    case "check": {
      const { checkConfigFile } = await beginning.load();
      return await checkConfigFile(platform, asked.config);
    }
    case "serve": {
      if (asked.workers > 1 && !platform.startThread) return fail(platform, NO_THREADS);
      // Before the rest is loaded, so that who comes early waits a moment and is not turned away.
      const pending = asked.workers === 1 ? await openOrFail(platform, asked) : undefined;
      const { run, table } = await beginning.load();
      await run({ platform, flags: asked, pending, table, workerModule, version });
    }
  }
}

const NO_THREADS =
  "Cannot start several threads: in Node they cannot serve one port. Leave --workers out, or start the server with `deno task start`.";

async function openOrFail(platform: Platform, flags: Flags): Promise<PendingListener> {
  try {
    return await openPort(platform, flags);
  } catch (error) {
    return fail(platform, portProblem(error, flags));
  }
}
