/** Connects to Redis or Valkey by `iovalkey`. This file alone knows that package, which is loaded where a cluster is set. */

import type { Redis, RedisOptions } from "iovalkey";
import { EngineRefusal, type Wire, type WireListener } from "./wire.ts";

/**
 * There is no ready check, which would ask for `INFO`: the breaker looks for itself. TCP's keep-alive takes some ten minutes to
 * notice that the other end has gone, so that is noticed otherwise, too. A name is looked up for any family of addresses: the
 * package would try one after the other, at each connection that is made again. A connection is given up before the start waits no
 * longer (`member.ts`), which then can say why there is none.
 */
const COMMON = {
  lazyConnect: true,
  enableReadyCheck: false,
  keepAlive: 10_000,
  connectTimeout: 1500,
  family: 0,
  familyFallback: { enabled: false },
  retryStrategy: (times: number) => Math.min(50 * 2 ** times, 2000),
} as const satisfies RedisOptions;

/**
 * Nothing is queued or sent twice: what did not get through is answered from here, and counted then. It is rejected at once, which
 * ioredis forgets (redis/ioredis#2194) where retries are allowed.
 */
const COMMANDS: RedisOptions = {
  ...COMMON,
  enableOfflineQueue: false,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
};

/** Subscriptions wait for the connection, however long that takes; one that is silent for so long after it was asked is dead. */
const SUBSCRIPTIONS: RedisOptions = { ...COMMON, maxRetriesPerRequest: null, socketTimeout: 5000 };

const CLOSED = "the connection was closed";

/**
 * Begins to connect; rejects only where the package cannot be loaded. `onOpenDoor` is called whenever the engine has no password and
 * was given one.
 */
export async function connect(url: string, onOpenDoor: () => void = () => {}): Promise<Wire> {
  const { Redis } = await import("iovalkey");
  const commands = new Redis(url, COMMANDS);
  const subscriptions = new Redis(url, SUBSCRIPTIONS);
  letInAnyway(commands, onOpenDoor);
  letInAnyway(subscriptions, () => {});
  let listener: WireListener | undefined;
  let why = CLOSED;
  /** What the engine does not grant to this connection, such as the database that the url names. */
  let refusal: string | undefined;
  commands.on("error", (error: Error) => {
    why = error.message || why;
    if (isReply(error)) refusal = error.message;
  });
  commands.on("ready", () => {
    why = CLOSED;
    listener?.ready();
  });
  commands.on("close", () => {
    refusal = undefined;
    listener?.lost(why);
  });
  subscriptions.on("error", () => {});
  subscriptions.on("message", (channel: string, text: string) => listener?.message(channel, text));
  return {
    async call(command, args) {
      const reply = await commands.call(command, [...args]).catch((error) => {
        // Its own error holds the command with all that it was given, and may be printed.
        throw isReply(error) ? new EngineRefusal(error.message) : new Error(why);
      });
      if (refusal !== undefined) throw new EngineRefusal(refusal);
      return reply;
    },
    async subscribe(channel) {
      const subscribed = subscriptions.subscribe(channel).catch(() => {});
      if (subscriptions.status !== "ready") return;
      const { promise: lost, resolve } = Promise.withResolvers<void>();
      subscriptions.once("close", resolve);
      await Promise.race([subscribed, lost]);
      subscriptions.off("close", resolve);
    },
    unsubscribe: (channel) => void subscriptions.unsubscribe(channel).catch(() => {}),
    beat() {
      if (subscriptions.status === "ready") void subscriptions.ping().catch(() => {});
    },
    listen(who) {
      listener = who;
      for (const client of [commands, subscriptions]) void client.connect().catch(() => {});
    },
    reconnect() {
      for (const client of [commands, subscriptions]) client.disconnect(true);
    },
    close() {
      for (const client of [commands, subscriptions]) close(client);
    },
  };
}

/** Goes on where the engine needs no password and was given one; the package would print a warning of its own, for each connection. */
function letInAnyway(client: Redis, onOpenDoor: () => void): void {
  const auth = (credentials: string | readonly string[], done: (error: Error | null) => void) =>
    void client.call("auth", [credentials].flat()).then(() => done(null), (error: Error) => {
      const isOpen = /without any password configured/.test(error.message);
      if (isOpen) onOpenDoor();
      done(isOpen ? null : error);
    });
  Object.assign(client, { auth });
}

function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}

function close(client: Redis): void {
  client.removeAllListeners("close");
  client.disconnect();
}
