/** `GET /` and `GET /healthz`: what this is, and whether it is up. */

import type { Deps } from "../../lib/dialect/deps.ts";
import type { Handler } from "../../lib/http/exchange.ts";
import project from "../../deno.json" with { type: "json" };

/** The version of deno.json. */
export const VERSION: string = project.version;

/** Name, version, and where things are. */
export const home = (endpoints: readonly string[]) => (): Response =>
  Response.json({ name: "OpenAI Stream Mocker", version: VERSION, endpoints });

/** Up, with what it is doing, how late its event loop has been, and which replicas it sees, where it is one. */
export const health = (deps: Deps): Handler => async () =>
  Response.json({
    status: "ok",
    open_streams: deps.streams.size,
    loop_delay_ms: deps.clock.loopDelay(),
    ...deps.config().cluster ? { cluster: await clusterOf(deps) } : {},
  });

async function clusterOf({ control }: Deps): Promise<object | undefined> {
  const replicas = await control.replicas();
  if (!replicas) return undefined;
  const { id, others, missing, engine } = replicas;
  return { replica: id, others, missing, engine };
}
