/** The thread that serves for a kit: tells its URL, and serves until it is ended. */

import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { createStreamMocker } from "../../routes/mod.ts";

const { config } = workerData;
const mocker = createStreamMocker(
  config === undefined ? {} : { config: await readFile(config, "utf8") },
);
// The first request would wait for a vocabulary, and its tokens be late.
await mocker.fetch("http://mock/v1/chat/completions?tps=inf&ttft=0", {
  method: "POST",
  body: '{"model":"gpt-4o","messages":[{"role":"user","content":"Hi"}]}',
}).then((response) => response.text());
await mocker.fetch("http://mock/requests", { method: "DELETE" });
const { url } = await mocker.listen();
parentPort?.postMessage(url);
