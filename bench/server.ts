/** The real server, as `deno task start` runs it, in a process of its own. */

import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { type Child, cpuSeconds, startChild } from "./child.ts";

import { chatBody, load, type LoadJob, type LoadResult } from "./load_job.ts";

/** Something that listens. */
export interface Listening extends Child {
  readonly port: number;
}

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const READY_SECONDS = 20;

/** Every piece of this is one token in every encoding, so that one event is one token. */
const TEXT = "The people of this town have long known that good water is " +
  "worth more than all the gold in the world and so they built their houses around the river and " +
  "taught their children to look after it every day of the year";

/** Another program to measure in the place of Deno's, as a list in JSON: `["node", "node_modules/…/dist/bin.js"]`. */
const OTHER: readonly string[] | undefined = JSON.parse(
  Deno.env.get("STREAM_MOCKER_PROGRAM") ?? "null",
) ?? undefined;

/** Starts the server on a free port, with the `start` task's permissions. */
export function startServer(...flags: readonly string[]): Promise<Listening> {
  return startServerWith({}, ...flags);
}

/** How a server is started that is not as all are. */
export interface Special {
  /** Whose permissions it has. Default: `start`. */
  readonly task?: "start" | "cluster";
  /** More tables of its config.toml. */
  readonly tables?: string;
}

/** Starts one like that. */
export async function startServerWith(
  { task = "start", tables = "" }: Special,
  ...flags: readonly string[]
): Promise<Listening> {
  const folder = await Deno.makeTempDir();
  const config = `${folder}/config.toml`;
  await Deno.writeTextFile(config, `${tables}[responses.medium]\ncontent = "${TEXT}"\n`);
  const [command = "", ...before] = OTHER ?? [Deno.execPath(), ...await argsOf(task)];
  const args = [...before, "--port", "0", "--config", config, ...flags];
  const server = await listening(startChild({ command, args }));
  return {
    ...server,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Starts it and lets it compile what it needs: figures are of a server that has been in use. */
export async function startWarmServer(...flags: readonly string[]): Promise<Listening> {
  const server = await startServer(...flags);
  await warmUp(server);
  return server;
}

/** Has a server compile what streams need. */
export async function warmUp(server: Listening): Promise<void> {
  await load({
    port: server.port,
    streams: 200,
    rate: 50,
    body: chatBody(50, 2),
    rampSeconds: 0.5,
    maxSeconds: 5,
  });
}

/** Runs the load client; with what it saw, the microseconds of processor time that an event cost the server. */
export async function loadCounted(
  { pid, port }: Listening,
  job: Omit<LoadJob, "port">,
): Promise<LoadResult & { readonly cpuUs: number }> {
  const before = await cpuSeconds(pid) ?? NaN;
  const result = await load({ port, ...job });
  const used = (await cpuSeconds(pid) ?? NaN) - before;
  return { ...result, cpuUs: used * 1e6 / result.events };
}

/** Waits until a child says where it listens. */
export async function listening(child: Child): Promise<Listening> {
  try {
    const line = await child.line(/listens on http:/, READY_SECONDS);
    return {
      pid: child.pid,
      line: child.line,
      [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
      port: Number(/:(\d+)/.exec(line.slice(line.indexOf("//")))?.[1]),
    };
  } catch (error) {
    await child[Symbol.asyncDispose]();
    throw error;
  }
}

async function argsOf(task: "start" | "cluster"): Promise<readonly string[]> {
  const file = JSON.parse(await Deno.readTextFile(`${ROOT}/deno.json`)) as {
    tasks: Record<"start" | "cluster", string>;
  };
  const words = file.tasks[task].split(" ").slice(1);
  return words.map((word) => word.replace(/main\.ts$|start\.lock$/, `${ROOT}/$&`));
}
