// @ts-check
/// <reference lib="dom" />
/** One event stream for all tabs. A tab that comes later is told how things stand. */

import { listenToSource } from "./event_source.js";

/** @import { Heard } from "./event_source.js" */

/** @type {Set<MessagePort>} */
const ports = new Set();
/** @type {Heard} */
let state = { name: "lost", data: "" };
/** Why the file is not in force, while it is not. @type {Heard | undefined} */
let refusal;

listenToSource((heard) => {
  if (heard.name === "open" || heard.name === "lost") {
    state = heard;
    refusal = undefined;
  }
  if (heard.name === "config") {
    refusal = JSON.parse(heard.data).kind === "refused" ? heard : undefined;
  }
  for (const port of ports) port.postMessage(heard);
});

addEventListener("connect", (event) => {
  const [port] = event instanceof MessageEvent ? event.ports : [];
  if (!port) return;
  ports.add(port);
  port.addEventListener("close", () => ports.delete(port));
  port.start();
  if (state.name === "open") port.postMessage(state);
  if (refusal) port.postMessage(refusal);
});
