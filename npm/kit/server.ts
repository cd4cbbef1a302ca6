/** The server of the kits: one for each process that runs tests, on a thread of its own, so that a busy test does not slow it. */

import process from "node:process";
import { Worker } from "node:worker_threads";
import { createMocker, type Mocker } from "./mocker.ts";

/** A server, and the sessions that tests have in it. */
export interface KitServer {
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
  return {
    async open() {
      started ??= start(thread);
      const { url } = await started;
      return createMocker(url, crypto.randomUUID());
    },
    async stop() {
      const running = await started;
      started = undefined;
      await running?.worker?.terminate();
    },
  };
}

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
