/** The port: opens it, on both loopback addresses where `localhost` is meant, and closes it without cutting anybody off. */

import { DroppedError } from "../stream/dropped_error.ts";
import type { Fetch } from "./router.ts";

/** Where to listen. */
export interface Address {
  /** `localhost` means 127.0.0.1 and, where there is one, [::1]. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Whether other threads listen on the same port; the system spreads connections over them. */
  readonly shared?: boolean;
}

/** An open port. */
export interface Listening {
  readonly port: number;
  /** Takes no new requests; settles when all under way have ended. */
  close(): Promise<void>;
}

/** Opens the port; throws what Deno throws where it is taken or may not be used. */
export function listen({ host, port, shared = false }: Address, fetch: Fetch): Listening {
  const open = (hostname: string, port: number): Listening => {
    const options = { hostname, port, reusePort: shared, onListen: () => {}, onError };
    const server = Deno.serve(options, (request, info) => {
      const { remoteAddr } = info;
      return fetch(request, { peer: () => remoteAddr.hostname });
    });
    return { port: server.addr.port, close: () => server.shutdown() };
  };
  if (host !== "localhost") return open(host, port);
  const first = open("127.0.0.1", port);
  try {
    const second = open("::1", first.port);
    const close = () => Promise.all([first.close(), second.close()]).then(() => {});
    return { port: first.port, close };
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) throw error;
    return first; // A machine without IPv6.
  }
}

/** Hears of bodies that broke, whose connection is lost already, since the router never throws. */
function onError(error: unknown): Response {
  if (!(error instanceof DroppedError)) console.error(error);
  return new Response(null, { status: 500 });
}

/** An open port whose visitors wait until somebody serves them. */
export interface PendingListener {
  readonly listening: Listening;
  /** Serves those who wait and all who come. */
  serve(fetch: Fetch): void;
}

/** Opens the port before there is anything to serve; throws as `listen` does. */
export function openPort(address: Address): PendingListener {
  const { promise, resolve } = Promise.withResolvers<Fetch>();
  return {
    listening: listen(address, async (request, edge) => (await promise)(request, edge)),
    serve: resolve,
  };
}

/** Says what is wrong with a port, and the remedy. */
export function portProblem(error: unknown, { host, port }: Address): string {
  if (error instanceof Deno.errors.AddrInUse) {
    return `Port ${port} is taken: choose another with --port, or 0 for a free one.`;
  }
  return `Cannot listen on ${host}:${port}: ${
    error instanceof Error ? error.message : String(error)
  }`;
}

/** Finds out whether a port is free, which a shared one does not tell: gives it, or the free one that 0 took. */
export async function freePort(address: Address): Promise<number> {
  const probe = listen({ ...address, shared: false }, () => Promise.resolve(new Response()));
  await probe.close();
  return probe.port;
}
