/** The server of the kits: one for each process that runs tests, on a thread of its own, so that a busy test does not slow it. */

import process from "node:process";
import { Worker } from "node:worker_threads";
import { createMocker, type Mocker } from "./mocker.ts";

/** A server, and the sessions that tests have in it. */
export interface KitServer {
  /** Starts the server, where it has not been; whoever opens the first world would wait for that, and his test's time runs. */
  start(): Promise<void>;
  /** A world for one test. */
  open(): Promise<Mocker>;
  /** Ends the server, if it was started here. */
  stop(): Promise<void>;
}

/**
 * Uses the server that `STREAM_MOCKER_URL` names, or starts one when the first test needs it, with the file that
 * `STREAM_MOCKER_CONFIG` names or the shipped configuration. `thread` is `serve.ts`, where it was bundled to.
 */
export function createKitServer(thread: URL): KitServer {
  let started: Promise<Started> | undefined;
  const running = () => started ??= start(thread);
  return {
    async start() {
      await running();
    },
    async open() {
      const { url } = await running();
      return createMocker(url, crypto.randomUUID());
    },
    async stop() {
      const last = await started;
      started = undefined;
      await last?.worker?.terminate();
    },
  };
}

/** How long a start may take where other work has the machine, in milliseconds; half a second is usual. */
export const START_TIMEOUT_MS = 60_000;

interface Started {
  readonly url: string;
  readonly worker?: Worker;
}

function start(thread: URL): Promise<Started> {
  const url = process.env["STREAM_MOCKER_URL"];
  if (url) return Promise.resolve({ url: url.replace(/\/(?:v1\/?)?$/, "") });
  const worker = new Worker(thread, {
    workerData: { config: process.env["STREAM_MOCKER_CONFIG"] },
  });
  // A runner that has finished must not wait for it.
  worker.unref();
  return new Promise((resolve, reject) => {
    worker.once("message", (url: string) => resolve({ url, worker }));
    worker.once("error", reject);
  });
}
