/**
 * The server as a library: the same engine in process, for tests that want no port and, with a fake clock, no waiting.
 *
 * ```ts
 * import OpenAI from "openai";
 * import { createStreamMocker, FakeClock } from "@openai-stream-mocker/server";
 *
 * const mocker = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) });
 * const client = new OpenAI({ apiKey: "any", baseURL: "http://mock/v1", fetch: mocker.fetch });
 * ```
 *
 * @module
 */

import type { Clock } from "../lib/clock/clock.ts";
import { systemClock } from "../lib/clock/system_clock.ts";
import { parseConfig } from "../lib/config/file/parse.ts";
import { shippedConfig } from "../lib/config/shipped.ts";
import { createConfigStore } from "../lib/config/store.ts";
import type { Fetch } from "../lib/http/router.ts";
import { createControlPlane } from "../lib/server/control_plane.ts";
import { createServing, createThreadState, storedBounds } from "../lib/server/serving.ts";
import { listen } from "../lib/http/listen.ts";
import { thisPlatform } from "../lib/platform/this_platform.ts";
import { sharedInMemory } from "../lib/shared/shared.ts";
import * as table from "./routes.ts";

export type { Alarm, Clock, LoopDelay } from "../lib/clock/clock.ts";
export { systemClock } from "../lib/clock/system_clock.ts";
export { FakeClock, type FakeClockOptions } from "../lib/clock/fake_clock.ts";

/** How a mocker is made. */
export interface StreamMockerOptions {
  /** The text of a `config.toml`. Default: the shipped one. */
  readonly config?: string;
  /** Default: the real one. */
  readonly clock?: Clock;
}

/** A server without a port. */
export interface StreamMocker {
  /** Takes what the global `fetch` takes; the address's host does not matter. Aborting its signal ends the stream. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /** Serves on a real port, for an app that runs elsewhere; rejects where the port is taken. Paced by the mocker's clock. */
  listen(address?: ListenAddress): Promise<ListeningMocker>;
}

/** Where to listen. */
export interface ListenAddress {
  /** Default: 0, which takes a free one. */
  readonly port?: number;
  /** Default: 127.0.0.1. "localhost" means that and, where there is one, [::1]. */
  readonly host?: string;
}

/** A mocker on a port. */
export interface ListeningMocker {
  /** The one that it got. */
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** What a client is given as its base URL: `http://127.0.0.1:PORT/v1` */
  readonly baseURL: string;
  /** Takes no more requests and breaks off the streams that are open. */
  close(): Promise<void>;
}

/** Makes a server without a port; throws an error that names the line where the configuration is wrong. */
export function createStreamMocker(options: StreamMockerOptions = {}): StreamMocker {
  const { config = shippedConfig, clock = systemClock() } = options;
  const { file } = parseConfig(config, "config");
  const store = createConfigStore({ file, unixMs: () => clock.unixMs() });
  const state = createThreadState(store.current, clock);
  const { current } = store;
  const endRules = (session: string) => void control.deleteRules(session);
  const bounds = () => storedBounds(current());
  const shared = sharedInMemory(clock, bounds, () => current().server, endRules);
  const control = createControlPlane({
    store,
    ...state,
    shared,
    spread: () => serving.prepareRules(),
  });
  const parts = { config: store.current, clock, state, control, shared, table };
  const serving = createServing(parts);
  const serve = serving.fetch;
  return {
    fetch: (input, init) => fetchFrom(serve, new Request(input, init)),
    async listen({ port = 0, host = "127.0.0.1" } = {}) {
      const listening = await listen(await thisPlatform(), { host, port }, serve);
      const url = `http://${host.includes(":") ? `[${host}]` : host}:${listening.port}`;
      return {
        port: listening.port,
        url,
        baseURL: `${url}/v1`,
        async close() {
          control.close();
          const closed = listening.close();
          state.streams.drop();
          await closed;
        },
      };
    },
  };
}

/** Calls a server function as `fetch` would be called: an aborted signal rejects, and breaks off the body. */
async function fetchFrom(serve: Fetch, request: Request): Promise<Response> {
  const { signal } = request;
  signal.throwIfAborted();
  const response = await serve(request);
  // One that is broken already cannot be cancelled.
  if (signal.aborted) await response.body?.cancel().catch(() => {});
  signal.throwIfAborted();
  if (!response.body) return response;
  return new Response(response.body.pipeThrough(new TransformStream(), { signal }), response);
}
