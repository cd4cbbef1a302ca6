/** The port: opens it, on both loopback addresses where `localhost` is meant, and closes it without cutting anybody off. */

import { printError } from "../platform/console.ts";
import { errorText } from "../platform/error_text.ts";
import {
  type Listening,
  type Platform,
  PlatformError,
  type Serve,
  type Sharing,
} from "../platform/platform.ts";
import { keepListening } from "./keep_listening.ts";
import { DroppedError } from "../stream/dropped_error.ts";

/** Where to listen. */
export interface Address {
  /** `localhost` means 127.0.0.1 and, where there is one, [::1]. */
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Default: this thread has it alone. */
  readonly sharing?: Sharing;
}

/** What opens ports. */
export type Ports = Pick<Platform, "listen">;

/** Opens the port; rejects with a `PlatformError` where it is taken or may not be used. */
export async function listen(
  ports: Ports,
  { host, port, sharing = "alone" }: Address,
  serve: Serve,
): Promise<Listening> {
  const open = (hostname: string, port: number) =>
    keepListening(ports, { hostname, port, sharing, onBroken }, serve);
  if (host !== "localhost") return await open(host, port);
  const first = await open("127.0.0.1", port);
  try {
    const second = await open("::1", first.port);
    const close = () => Promise.all([first.close(), second.close()]).then(() => {});
    return { port: first.port, failed: first.failed, close };
  } catch (error) {
    if (isPortTaken(error)) throw error;
    return first; // A machine without IPv6.
  }
}

/** Prints a body's failure, but not one that was asked for. */
function onBroken(error: unknown): void {
  if (!(error instanceof DroppedError)) printError(error);
}

/** An open port whose visitors wait until somebody serves them. */
export interface PendingListener {
  readonly listening: Listening;
  /** Serves those who wait and all who come. */
  serve(serve: Serve): void;
}

/** Opens the port before there is anything to serve; rejects as `listen` does. */
export async function openPort(ports: Ports, address: Address): Promise<PendingListener> {
  const { promise, resolve } = Promise.withResolvers<Serve>();
  let serving: Serve = async (request, edge) => (await promise)(request, edge);
  return {
    listening: await listen(ports, address, (request, edge) => serving(request, edge)),
    serve(serve) {
      serving = serve;
      resolve(serve);
    },
  };
}

/** Says what is wrong with a port, and the remedy. */
export function portProblem(error: unknown, { host, port }: Address): string {
  if (isPortTaken(error)) {
    return `Port ${port} is taken: choose another with --port, or 0 for a free one.`;
  }
  return `Cannot listen on ${host}:${port}: ${errorText(error)}`;
}

function isPortTaken(error: unknown): boolean {
  return error instanceof PlatformError && error.kind === "port_taken";
}
