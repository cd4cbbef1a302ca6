/** Replicas as processes of a test, started as `deno task cluster` starts them. */

import { join } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { ROOT } from "../server/the_program.ts";

const [, ...TASK] = project.tasks.cluster.split(" ");

/** One of them. */
export interface FarmReplica {
  readonly url: string;
  /** Asks it over a connection of its own; a body makes it a POST. */
  ask(path: string, body?: unknown, method?: string): Promise<Response>;
  // deno-lint-ignore no-explicit-any -- tests read what they know to be there
  json(path: string, body?: unknown, method?: string): Promise<any>;
  /** What it has printed. */
  printed(): string;
  /** Asks it to end, and settles when it has. */
  stop(): Promise<void>;
}

/** A farm that is being tested. */
export interface TheFarm {
  /** Starts a replica with these flags; settles when it serves. */
  start(...flags: readonly string[]): Promise<FarmReplica>;
  /** Saves the file that all of them watch. */
  save(config: string): Promise<void>;
}

/** Gives a test a farm with this configuration and environment, all of whose processes end with it. */
export async function withFarm(
  config: string,
  test: (farm: TheFarm) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "config.toml");
  await Deno.writeTextFile(path, config);
  const processes = new Set<Deno.ChildProcess>();
  const outputs: Promise<void>[] = [];

  const start = async (...flags: readonly string[]): Promise<FarmReplica> => {
    const process = new Deno.Command(Deno.execPath(), {
      args: [...TASK, "--port", "0", "--config", path, ...flags],
      cwd: ROOT,
      env: { NO_COLOR: "1", ...env },
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    processes.add(process);
    let printed = "";
    const serves = Promise.withResolvers<string>();
    const read = async (output: ReadableStream<Uint8Array<ArrayBuffer>>) => {
      for await (const text of output.pipeThrough(new TextDecoderStream())) {
        printed += text;
        const [, url] = /listens on (http:\S+?),?\s[^]*Client:.*\n/.exec(printed) ?? [];
        if (url) serves.resolve(url);
      }
      serves.reject(new Error(`The replica ended: ${printed}`));
    };
    outputs.push(read(process.stdout), read(process.stderr));
    serves.promise.catch(() => {});
    const url = await serves.promise;
    const ask: FarmReplica["ask"] = async (path, body, method) => {
      const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
      try {
        const response = await fetch(`${url}${path}`, {
          client,
          method: method ?? (body === undefined ? "GET" : "POST"),
          ...body === undefined ? {} : { body: JSON.stringify(body) },
        });
        return response;
      } finally {
        client.close();
      }
    };
    return {
      url,
      ask,
      json: async (...asked) => await (await ask(...asked)).json(),
      printed: () => printed,
      async stop() {
        process.kill("SIGTERM");
        await process.status;
        processes.delete(process);
      },
    };
  };

  try {
    await test({ start, save: (config) => Deno.writeTextFile(path, config) });
  } finally {
    for (const process of processes) {
      try {
        process.kill("SIGKILL");
      } catch {
        // It has ended already.
      }
      await process.status;
    }
    await Promise.all(outputs);
    await Deno.remove(folder, { recursive: true });
  }
}
