/** The port: opens it, on both loopback addresses where `localhost` is meant, and closes it without cutting anybody off. */

import type { Fetch } from "./router.ts";

/** Where to listen. */
export interface Address {
  /** `localhost` means 127.0.0.1 and, where there is one, [::1]. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** An open port. */
export interface Listening {
  readonly port: number;
  /** Takes no new requests; settles when all under way have ended. */
  close(): Promise<void>;
}

/** Opens the port; throws what Deno throws where it is taken or may not be used. */
export function listen({ host, port }: Address, fetch: Fetch): Listening {
  if (host !== "localhost") return listenOn(host, port, fetch);
  const first = listenOn("127.0.0.1", port, fetch);
  try {
    const second = listenOn("::1", first.port, fetch);
    return {
      port: first.port,
      close: () => Promise.all([first.close(), second.close()]).then(() => {}),
    };
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) throw error;
    return first; // A machine without IPv6.
  }
}

function listenOn(hostname: string, port: number, fetch: Fetch): Listening {
  const server = Deno.serve({ hostname, port, onListen: () => {} }, (request) => fetch(request));
  return { port: server.addr.port, close: () => server.shutdown() };
}
