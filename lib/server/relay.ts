/**
 * Objects that one thread offers to another. There every method is a promise; a function that is given or returned stays
 * where it was made and is called there. So an interface whose methods are all promises needs no list of them here.
 */

import * as comlink from "comlink";
import type { ThreadEnd } from "../platform/platform.ts";

/** Functions cannot be copied to another thread: they go as a port through which they are called. */
comlink.transferHandlers.set("function", {
  canHandle: (value): value is (...args: unknown[]) => unknown => typeof value === "function",
  serialize(callback) {
    const { port1, port2 } = new MessageChannel();
    comlink.expose(callback, port1);
    return [port2, [port2]];
  },
  deserialize(port: MessagePort) {
    port.start();
    return comlink.wrap(port);
  },
});

/** Marks an object as one that is called where it is, rather than copied, when it is given or returned. */
export const byReference: <T extends object>(object: T) => T = comlink.proxy;

/** Offers an object to whoever holds the other end. */
export function offer(object: object, end: ThreadEnd): void {
  comlink.expose(object, end);
}

/** The object that is offered at the other end. */
export function reach<T>(end: ThreadEnd): comlink.Remote<T> {
  return comlink.wrap<T>(end);
}
