/** The running program: its config found and watched, its threads started, and how it ends. */

import type { Clock } from "../clock/clock.ts";
import { systemClock } from "../clock/system_clock.ts";
import { eventLoopTurns } from "../clock/turns.ts";
import type { Member } from "../cluster/replica.ts";
import type { Config } from "../config/config.ts";
import { ConfigError } from "../config/config_error.ts";
import { configCandidates, locateConfig, type LocatedConfig } from "../config/file/locate.ts";
import { parseWhenNeeded } from "../config/file/parse_when_needed.ts";
import { loadPaths } from "../config/file/paths.ts";
import { shippedConfig } from "../config/shipped.ts";
import { createConfigStore } from "../config/store.ts";
import { type PendingListener, portProblem } from "../http/listen.ts";
import { printError, printLine, printWarning } from "../platform/console.ts";
import type { Platform } from "../platform/platform.ts";
import { createConfigReader } from "./config_reader.ts";
import { fail } from "./fail.ts";
import type { Flags } from "./flags.ts";
import { threadWorld } from "./thread_world.ts";
import { printEdit, printStart, printWarnings } from "./messages.ts";
import { type RunningServer, serveOn, type ServerParts } from "./serve.ts";

/** What a program is made from. */
export interface ProgramParts extends Pick<ServerParts, "table" | "workerModule"> {
  readonly platform: Platform;
  readonly flags: Flags;
  /** The port, where it has been opened already. */
  readonly pending: PendingListener | undefined;
  readonly version: string;
}

/** Says what is wrong with a configuration, and serves nothing. */
export async function checkConfigFile(platform: Platform, file: string): Promise<void> {
  const check = await import("./check_config.ts");
  return await check.checkConfigFile(platform, file);
}

/** Serves until it is asked to stop. */
export async function run(parts: ProgramParts): Promise<void> {
  const { platform, flags, version } = parts;
  // A bug, but of one request or watch, and no reason to end all others.
  platform.onUncaught(printError);
  const located = await orFail(platform, () => findConfig(platform, flags.config));
  const path = located.place.kind === "embedded" ? undefined : located.place.path;
  const reader = path === undefined ? undefined : await createConfigReader(platform, path);
  const { file, warnings, text } = await orFail(
    platform,
    () =>
      reader
        ? reader.parse(located.text)
        : parseWhenNeeded(located.text, "the embedded config.toml", eventLoopTurns()),
  );
  const clock = systemClock();
  const store = createConfigStore({ file, text, unixMs: () => clock.unixMs() });
  const member = await becomeMember(platform, clock, store.current());
  const serving = serveOrFail(parts, {
    ...parts,
    ...member ? { member } : {},
    world: await threadWorld(platform, clock),
    store,
    clock,
    ...reader ? { readConfig: reader.read } : {},
  });
  const stopping = new AbortController();
  // Before anybody is served: Deno ends where it has no file descriptors left to hear of signals.
  onceStopped(platform, async () => {
    const server = await serving;
    stopping.abort();
    server.control.close();
    await drain(server, store.current().server.drain_seconds);
  });
  const server = await serving;
  platform.giveUpPermissions();
  server.control.onEdit(printEdit);
  printWarnings(warnings);
  printStart(flags, {
    port: server.port,
    path,
    version,
    control: store.current().server.control,
  });
  const watch = reader?.watch({
    text: located.text,
    clock,
    signal: stopping.signal,
    onChange: () => void server.control.reloadConfig(),
    onMissing: () =>
      printWarning(
        `${path} is gone, or cannot be read; its last good configuration stays in force.`,
      ),
  });
  watch?.look();
  server.control.onEdit(() => watch?.look());
}

/** One of several machines, where the configuration says so. */
async function becomeMember(
  platform: Platform,
  clock: Clock,
  { cluster }: Config,
): Promise<Member | undefined> {
  if (!cluster) return undefined;
  try {
    const member = await import("../cluster/member.ts");
    return await member.becomeMember(cluster, clock);
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : error;
    return fail(platform, `${NO_CLUSTER} (${why})`);
  }
}

const NO_CLUSTER =
  "Cannot load what reaches the engine of [cluster]: start the server with `deno task cluster`, or in Node, `npm install iovalkey` beside it.";

async function findConfig(platform: Platform, flag: string | undefined): Promise<LocatedConfig> {
  const places = configCandidates({
    flag,
    env: platform.env("CONFIG"),
    executable: platform.executable(),
    cwd: platform.cwd(),
    paths: await loadPaths(platform.pathStyle),
  });
  return await locateConfig(places, platform.readText, shippedConfig);
}

/** Ends the process, with what is wrong, where the configuration is. */
async function orFail<T>(platform: Platform, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ConfigError) return fail(platform, error.message);
    throw error;
  }
}

async function serveOrFail(parts: ProgramParts, server: ServerParts): Promise<RunningServer> {
  const { platform, flags, pending } = parts;
  try {
    return await serveOn(flags, server, pending);
  } catch (error) {
    return fail(platform, portProblem(error, flags));
  }
}

/** Lets open streams end for a while; then the process does. */
async function drain(server: RunningServer, seconds: number): Promise<void> {
  const open = await server.countStreams();
  if (open > 0) printLine(`Ending; ${open} open streams get ${seconds} s.`);
  await server.drain(seconds);
}

/** Ends the process after `end`, or at once when it is asked again. */
function onceStopped({ onStop, exit }: Platform, end: () => Promise<void>): void {
  let ending = false;
  onStop(() => {
    if (ending) exit(1);
    ending = true;
    void end().finally(() => exit(0));
  });
}
