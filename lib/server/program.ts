/** The running program: its config found and watched, its threads, what it says, and how it ends. */

import { systemClock } from "../clock/clock.ts";
import { changesInOneLine } from "../config/changes.ts";
import { ConfigError } from "../config/config_error.ts";
import { configCandidates, locateConfig, type LocatedConfig } from "../config/file/locate.ts";
import type { ParsedConfig } from "../config/file/parse_quickly.ts";
import { parseWhenNeeded } from "../config/file/parse_when_needed.ts";
import { shippedConfig } from "../config/shipped.ts";
import { createConfigStore } from "../config/store.ts";
import { watchConfig } from "../config/file/watch.ts";
import { fail } from "./fail.ts";
import type { Flags } from "./flags.ts";
import { type PendingListener, portProblem } from "../http/listen.ts";
import { dirname } from "../config/file/paths.ts";
import type { Edit } from "../shared/control_plane.ts";
import { type RunningServer, serveOn, type ServerParts } from "./serve.ts";

/** What is served, which lies outside of `lib/`. */
export interface Served extends Pick<ServerParts, "table" | "workerModule"> {
  readonly version: string;
}

/** Serves until a signal comes. `pending` is the port, where it has been opened already. */
export async function run(
  flags: Flags,
  served: Served,
  pending: PendingListener | undefined,
): Promise<void> {
  const located = await findConfig(flags.config);
  const path = located.place.kind === "embedded" ? undefined : located.place.path;
  const { file, warnings, text } = await parseOrFail(located.text, path);
  const clock = systemClock();
  const store = createConfigStore({ file, text, unixMs: () => clock.unixMs() });
  const readConfig = path === undefined
    ? {}
    : { readConfig: async () => ({ text: await Deno.readTextFile(path), source: path }) };
  const server = await serveOrFail(flags, { ...served, store, clock, ...readConfig }, pending);
  const closing = new AbortController();
  onSignal(async () => {
    closing.abort();
    server.control.close();
    await drain(server, store.current().server.drain_seconds);
  });
  server.control.onEdit(sayEdit);
  for (const warning of warnings) console.warn(`Warning: ${warning}`);
  greet(flags, server.port, path, served.version);
  if (path === undefined) return;
  void watchConfig(path, {
    text: located.text,
    signal: closing.signal,
    onText: () => void server.control.reloadConfig(),
    onMissing: () => console.warn(`${path} is gone; its last good configuration stays in force.`),
  });
}

async function findConfig(flag: string | undefined): Promise<LocatedConfig> {
  const places = configCandidates({
    flag,
    env: Deno.env.get("CONFIG"),
    standalone: Deno.build.standalone,
    execDir: Deno.build.standalone ? dirname(Deno.execPath()) : "",
    cwd: Deno.cwd(),
  });
  try {
    return await locateConfig(places, (path) => Deno.readTextFile(path), shippedConfig);
  } catch (error) {
    if (error instanceof ConfigError) return fail(error.message);
    throw error;
  }
}

async function parseOrFail(text: string, path = "the embedded config.toml"): Promise<ParsedConfig> {
  try {
    return await parseWhenNeeded(text, path);
  } catch (error) {
    if (error instanceof ConfigError) return fail(error.message);
    throw error;
  }
}

async function serveOrFail(
  flags: Flags,
  parts: ServerParts,
  pending: PendingListener | undefined,
): Promise<RunningServer> {
  try {
    return await serveOn(flags, parts, pending);
  } catch (error) {
    return fail(portProblem(error, flags));
  }
}

function greet(
  { host, workers }: Flags,
  port: number,
  path: string | undefined,
  version: string,
): void {
  const any = host === "0.0.0.0" || host === "::";
  const name = any ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const where = any ? `, on all addresses (${host})` : "";
  const threads = workers > 1 ? `, with ${workers} threads` : "";
  console.log(
    `OpenAI Stream Mocker ${version} listens on http://${name}:${port}${where}${threads}`,
  );
  console.log(
    path === undefined ? "Config: the embedded one" : `Config: ${path}, reloaded when saved`,
  );
  console.log(`Client: OPENAI_BASE_URL=http://${name}:${port}/v1 OPENAI_API_KEY=any`);
}

function sayEdit(edit: Edit): void {
  if (edit.kind === "refused") return console.error(`Configuration not changed: ${edit.message}`);
  for (const warning of edit.warnings) console.warn(`Warning: ${warning}`);
  if (edit.lines.length > 0) console.log(`Configuration changed: ${changesInOneLine(edit.lines)}`);
}

/** Lets open streams end for a while; then the process does. */
async function drain(server: RunningServer, seconds: number): Promise<void> {
  const open = await server.countStreams();
  if (open > 0) console.log(`Ending; ${open} open streams get ${seconds} s.`);
  await server.drain(seconds);
}

/** Ends the process after `end`, or at once when the signal comes again. */
function onSignal(end: () => Promise<void>): void {
  let ending = false;
  const stop = () => {
    if (ending) Deno.exit(1);
    ending = true;
    void end().finally(() => Deno.exit(0));
  };
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
}
