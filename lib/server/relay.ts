/**
 * Objects that one thread offers to another. There every method is a promise; a function that is given or returned stays
 * where it was made and is called there. So an interface whose methods are all promises needs no list of them here.
 */

import * as comlink from "comlink";
import type { ThreadEnd } from "../platform/platform.ts";

/** The ports of functions that are called at the other end. */
const ports = new WeakMap<object, MessagePort>();

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
    const remote = comlink.wrap(port);
    ports.set(remote, port);
    return remote;
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

/** Lets go of a function from the other end, which is not called again; does nothing to one from here. */
function release(callback: object): void {
  ports.get(callback)?.close();
}

/**
 * The same way to subscribe, for either end: when a subscription is stopped, nothing is left of it, neither the port to the
 * listener nor the one to what stops it.
 */
export function releasing<Listener extends (...args: never[]) => void>(
  subscribe: (listener: Listener) => Promise<() => void>,
): (listener: Listener) => Promise<() => Promise<void>> {
  return async (listener) => {
    const stop = await subscribe(listener);
    return async () => {
      await stop();
      release(stop);
      release(listener);
    };
  };
}

/** The same object from another thread, whose subscriptions leave nothing behind when they are stopped. */
export function releasingSubscribers<
  Listener extends (...args: never[]) => void,
  T extends { subscribe(listener: Listener): Promise<() => void> },
>(far: T): T {
  const subscribe = releasing(far.subscribe);
  return new Proxy(far, {
    get: (target, key) => key === "subscribe" ? subscribe : Reflect.get(target, key),
  });
}
