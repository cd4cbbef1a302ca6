// @ts-check
/// <reference lib="dom" />
/**
 * What happens on the server, as it happens. A browser opens six connections to one server and no more, and lanes need
 * theirs: all tabs share one event stream, in a worker of theirs.
 */

/** @import { Edit, RequestSummary, StreamState } from "./api.js" */
/** @import { Heard } from "./event_source.js" */

/**
 * @typedef {object} Listener
 * @property {() => void} connected The stream is there, or there again: what happened before is to be asked for.
 * @property {() => void} lost
 * @property {(requests: RequestSummary[]) => void} requests
 * @property {(streams: StreamState[]) => void} streams
 * @property {(edit: Edit) => void} config
 */

/** @param {Listener} listener */
export function listen(listener) {
  /** @param {Heard} heard */
  const hear = ({ name, data }) => {
    switch (name) {
      case "open":
        return listener.connected();
      case "lost":
        return listener.lost();
      case "requests":
        return listener.requests(JSON.parse(data));
      case "streams":
        return listener.streams(JSON.parse(data));
      case "config":
        return listener.config(JSON.parse(data));
    }
  };
  if ("SharedWorker" in globalThis) {
    const { port } = new SharedWorker(new URL("./events_worker.js", import.meta.url), {
      type: "module",
    });
    port.onmessage = ({ data }) => hear(data);
  } else {
    import("./event_source.js").then(({ listenToSource }) => listenToSource(hear));
  }
}
