// @ts-check
/// <reference lib="dom" />
/** One event stream for all tabs. */

import { listenToSource } from "./event_source.js";

/** @type {Set<MessagePort>} */
const ports = new Set();
let state = "lost";

listenToSource((heard) => {
  if (heard.name === "open" || heard.name === "lost") state = heard.name;
  for (const port of ports) port.postMessage(heard);
});

addEventListener("connect", (event) => {
  const [port] = event instanceof MessageEvent ? event.ports : [];
  if (!port) return;
  ports.add(port);
  port.addEventListener("close", () => ports.delete(port));
  port.start();
  if (state === "open") port.postMessage({ name: "open", data: "" });
});
