/** The program: flags, the real clock and files put together, the port, and the signals. */

import { dirname } from "node:path";
import { systemClock } from "./lib/clock.ts";
import { ConfigError } from "./lib/config/config_error.ts";
import { configCandidates, locateConfig, type LocatedConfig } from "./lib/config/locate.ts";
import { parseConfig, type ParsedConfig } from "./lib/config/parse.ts";
import { shippedConfig } from "./lib/config/shipped.ts";
import { createConfigStore } from "./lib/config/store.ts";
import { watchConfig } from "./lib/config/watch.ts";
import { type Flags, HELP, parseFlags } from "./lib/flags.ts";
import type { Edit, HubEvent } from "./lib/hub.ts";
import { VERSION } from "./routes/home.ts";
import { serveOn, type Team } from "./routes/team.ts";

const asked = parseFlags(Deno.args, (name) => Deno.env.get(name));
switch (asked.kind) {
  case "help":
    console.log(HELP);
    break;
  case "version":
    console.log(VERSION);
    break;
  case "wrong":
    fail(asked.message);
    break;
  case "serve":
    await serve(asked);
}

async function serve(flags: Flags): Promise<void> {
  const located = await findConfig(flags.config);
  const path = located.place.kind === "embedded" ? undefined : located.place.path;
  const { file, warnings } = parseOrFail(located.text, path);
  const clock = systemClock();
  const store = createConfigStore({ file, unixMs: () => clock.unixMs() });
  const readConfig = path === undefined
    ? {}
    : { readConfig: async () => ({ text: await Deno.readTextFile(path), source: path }) };
  const team = await serveOrFail(flags, { store, clock, ...readConfig });
  team.hub.subscribe(sayEdits);
  for (const warning of warnings) console.warn(`Warning: ${warning}`);
  greet(flags, team.port, path);
  const closing = new AbortController();
  if (path !== undefined) {
    void watchConfig(path, {
      text: located.text,
      signal: closing.signal,
      onText: () => void team.hub.reloadConfig(),
      onMissing: () => console.warn(`${path} is gone; its last good configuration stays in force.`),
    });
  }
  onSignal(async () => {
    closing.abort();
    await drain(team, store.current().server.drain_seconds);
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

function parseOrFail(text: string, path = "the embedded config.toml"): ParsedConfig {
  try {
    return parseConfig(text, path);
  } catch (error) {
    if (error instanceof ConfigError) return fail(error.message);
    throw error;
  }
}

async function serveOrFail(flags: Flags, parts: Parameters<typeof serveOn>[1]): Promise<Team> {
  try {
    return await serveOn(flags, parts);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      return fail(`Port ${flags.port} is taken: choose another with --port, or 0 for a free one.`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`Cannot listen on ${flags.host}:${flags.port}: ${reason}`);
  }
}

function greet({ host, workers }: Flags, port: number, path: string | undefined): void {
  const any = host === "0.0.0.0" || host === "::";
  const name = any ? "localhost" : host.includes(":") ? `[${host}]` : host;
  const where = any ? `, on all addresses (${host})` : "";
  const threads = workers > 1 ? `, with ${workers} threads` : "";
  console.log(
    `OpenAI Stream Mocker ${VERSION} listens on http://${name}:${port}${where}${threads}`,
  );
  console.log(
    path === undefined ? "Config: the embedded one" : `Config: ${path}, reloaded when saved`,
  );
  console.log(`Client: OPENAI_BASE_URL=http://${name}:${port}/v1 OPENAI_API_KEY=any`);
}

function sayEdits(event: HubEvent): void {
  if (event.kind === "config") sayEdit(event.edit);
}

function sayEdit(edit: Edit): void {
  if (edit.kind === "refused") return console.error(`Configuration not changed: ${edit.message}`);
  for (const warning of edit.warnings) console.warn(`Warning: ${warning}`);
  if (edit.lines.length > 0) console.log(`Configuration changed: ${edit.lines.join("; ")}`);
}

/** Lets open streams end for a while; then the process does. */
async function drain(team: Team, seconds: number): Promise<void> {
  const open = await team.countStreams();
  if (open > 0) console.log(`Ending; ${open} open streams get ${seconds} s.`);
  await team.drain(seconds);
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

function fail(message: string): never {
  console.error(message);
  Deno.exit(1);
}
