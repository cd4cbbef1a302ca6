/** The thread that serves for a kit: tells its URL, and serves until it is ended. */

import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { createStreamMocker } from "../../routes/mod.ts";

const { config } = workerData;
const mocker = createStreamMocker(
  config === undefined ? {} : { config: await readFile(config, "utf8") },
);
const { url } = await mocker.listen();
parentPort?.postMessage(url);
