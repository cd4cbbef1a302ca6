/** Debian's redis-server, or what `REDIS_SERVER` names, as a process of a test, which may be killed and started again on its port. */

import { connect } from "../../lib/cluster/connect.ts";
import { createEngine, type Engine } from "../../lib/cluster/engine.ts";
import { systemClock } from "../../lib/clock/system_clock.ts";

const REDIS = Deno.env.get("REDIS_SERVER") ?? "/usr/bin/redis-server";
const PATIENCE_MS = 30_000;

/** Whether there is one; tests that need it are ignored otherwise. */
export const hasRedis = await Deno.stat(REDIS).then(() => true, () => false);

/** A server that runs. */
export interface Redis {
  readonly url: string;
  /** Ends it as a power cut would; what it held is lost. */
  kill(): Promise<void>;
  start(): void;
  /** It answers nobody, and its connections stay. */
  stop(): void;
  /** And again it does. */
  goOn(): void;
}

/** Gives a test a server, which ends with it. */
export async function withRedis(
  test: (redis: Redis) => Promise<void>,
  ...options: readonly string[]
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const port = freePort();
  const args = [
    "--port",
    `${port}`,
    "--bind",
    "127.0.0.1",
    "--save",
    "",
    "--dir",
    folder,
    ...options,
  ];
  const spawn = () => new Deno.Command(REDIS, { args, stdout: "null", stderr: "null" }).spawn();
  let running: Deno.ChildProcess | undefined = spawn();
  const kill = async () => {
    const process = running;
    running = undefined;
    process?.kill("SIGKILL");
    await process?.status;
  };
  try {
    await test({
      url: `redis://127.0.0.1:${port}`,
      kill,
      start: () => running ??= spawn(),
      stop: () => running?.kill("SIGSTOP"),
      goOn: () => running?.kill("SIGCONT"),
    });
  } finally {
    await kill();
    await Deno.remove(folder, { recursive: true });
  }
}

/** A connection of one replica, once it is up. A patience of seconds is for machines that are busy. */
export async function engineAt(url: string, patienceMs = PATIENCE_MS): Promise<Engine> {
  const wire = await connect(url);
  const engine = createEngine({ wire, clock: systemClock(), prefix: "test", patienceMs });
  await engine.untilUp(PATIENCE_MS);
  return engine;
}

/** Asks until the answer is yes; throws when patience is at its end. */
export async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  const late = performance.now() + PATIENCE_MS;
  while (!await ask()) {
    if (performance.now() > late) throw new Error(`It did not come to this: ${what}.`);
    await new Promise((next) => setTimeout(next, 10));
  }
}

function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
