// @ts-check
/**
 * What the server wrote down of a lane's request: asked for when its stream has ended here, and again when it has ended
 * there, where that is later.
 */

import { getRequest } from "../api.js";
import { measuredByServer } from "./measure.js";

/** @import { RequestDetail, RequestSummary } from "../api.js" */
/** @import { Measured } from "./measure.js" */

/** @param {(measured: Measured | undefined) => void} write */
export function createServerFigures(write) {
  let id = "";
  let isAwaited = false;
  /** @type {RequestDetail["chunks"]} */
  let due = [];

  const read = async () => {
    const asked = id;
    const detail = await getRequest(asked);
    if (asked !== id) return;
    isAwaited = detail.outcome === "open";
    if (isAwaited) return;
    due = detail.chunks;
    write(measuredByServer(detail));
  };
  // What cannot be read has been forgotten, and there are no figures of it.
  const readIfKept = () => void read().catch(() => {});

  return {
    /** When each chunk was due; empty until that is known. */
    get due() {
      return due;
    },
    /** Another request begins. */
    clear() {
      id = "";
      isAwaited = false;
      due = [];
      write(undefined);
    },
    /** Its stream has ended here. @param {string} requestId */
    ask(requestId) {
      id = requestId;
      readIfKept();
    },
    /** The server has written down some ends. @param {readonly RequestSummary[]} requests */
    settle(requests) {
      const isOver = requests.some((one) => one.id === id && one.outcome !== "open");
      if (isAwaited && isOver) readIfKept();
    },
  };
}
