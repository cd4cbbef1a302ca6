/** The program: flags, the real clock and files put together, the port, and the signals. */

import { dirname } from "node:path";
import { type Clock, systemClock } from "./lib/clock.ts";
import { ConfigError } from "./lib/config/config_error.ts";
import { configCandidates, locateConfig, type LocatedConfig } from "./lib/config/locate.ts";
import { parseConfig, type ParsedConfig } from "./lib/config/parse.ts";
import { shippedConfig } from "./lib/config/shipped.ts";
import { createConfigStore } from "./lib/config/store.ts";
import { watchConfig } from "./lib/config/watch.ts";
import { type Flags, HELP, parseFlags } from "./lib/flags.ts";
import { createHub, type Edit, type HubEvent } from "./lib/hub.ts";
import { listen, type Listening } from "./lib/listen.ts";
import type { Fetch } from "./lib/router.ts";
import { VERSION } from "./routes/home.ts";
import { createDesk, createFetch, type Desk } from "./routes/serving.ts";

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
  const desk = createDesk(store.current, clock);
  const hub = createHub({
    store,
    clock,
    books: desk.books,
    spread: () => Promise.resolve(),
    ...(path === undefined ? {} : { readConfig: () => readConfig(path) }),
  });
  desk.ledger.subscribe((request) => hub.tell({ kind: "request", request }));
  hub.subscribe(sayEdits);
  const listening = listenOrFail(flags, createFetch({ config: store.current, clock, desk, hub }));
  for (const warning of warnings) console.warn(`Warning: ${warning}`);
  greet(flags, listening.port, path);
  const closing = new AbortController();
  if (path !== undefined) {
    void watchConfig(path, {
      text: located.text,
      signal: closing.signal,
      onText: () => void hub.reloadConfig(),
      onMissing: () => console.warn(`${path} is gone; its last good configuration stays in force.`),
    });
  }
  onSignal(() => {
    closing.abort();
    return drain(listening, desk, store.current().server.drain_seconds, clock);
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

async function readConfig(
  path: string,
): Promise<{ readonly text: string; readonly source: string }> {
  return { text: await Deno.readTextFile(path), source: path };
}

function parseOrFail(text: string, path = "the embedded config.toml"): ParsedConfig {
  try {
    return parseConfig(text, path);
  } catch (error) {
    if (error instanceof ConfigError) return fail(error.message);
    throw error;
  }
}

function listenOrFail(flags: Flags, fetch: Fetch): Listening {
  try {
    return listen(flags, fetch);
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) {
      return fail(`Port ${flags.port} is taken: choose another with --port, or 0 for a free one.`);
    }
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`Cannot listen on ${flags.host}:${flags.port}: ${reason}`);
  }
}

function greet({ host }: Flags, port: number, path: string | undefined): void {
  const name = host === "0.0.0.0" || host === "::"
    ? "localhost"
    : host.includes(":")
    ? `[${host}]`
    : host;
  console.log(
    `OpenAI Stream Mocker ${VERSION} listens on http://${name}:${port}${
      host === name ? "" : ` (${host})`
    }`,
  );
  console.log(
    `Config: ${path ?? "the embedded one"}${path === undefined ? "" : " (reloaded when saved)"}`,
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
async function drain(
  listening: Listening,
  desk: Desk,
  seconds: number,
  clock: Clock,
): Promise<void> {
  if (desk.streams.size > 0) {
    console.log(`Ending; ${desk.streams.size} open streams get ${seconds} s.`);
  }
  const closed = listening.close();
  const deadline = new Promise<void>((resolve) =>
    clock.wakeAt(clock.now() + seconds * 1000, resolve)
  );
  await Promise.race([closed, deadline]);
  desk.streams.dropAll();
}

/** Ends the process after `end`, or at once when the signal comes again. */
function onSignal(end: () => Promise<void>): void {
  let ending = false;
  const stop = () => {
    if (ending) Deno.exit(1);
    ending = true;
    void end().then(() => Deno.exit(0));
  };
  Deno.addSignalListener("SIGINT", stop);
  if (Deno.build.os !== "windows") Deno.addSignalListener("SIGTERM", stop);
}

function fail(message: string): never {
  console.error(message);
  Deno.exit(1);
}
