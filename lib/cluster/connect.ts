/** Connects to Redis or Valkey by `iovalkey`. This file alone knows that package, which is loaded where a cluster is set. */

import type { Redis, RedisOptions } from "iovalkey";
import { EngineRefusal, type Wire, type WireListener } from "./wire.ts";

/**
 * There is no ready check, which would ask for `INFO`: the breaker looks for itself. TCP's keep-alive takes some ten minutes to
 * notice that the other end has gone, so that is noticed otherwise, too.
 */
const COMMON = {
  lazyConnect: true,
  enableReadyCheck: false,
  keepAlive: 10_000,
  connectTimeout: 2000,
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

/** Begins to connect; rejects only where the package cannot be loaded. */
export async function connect(url: string): Promise<Wire> {
  const { Redis } = await import("iovalkey");
  const commands = new Redis(url, COMMANDS);
  const subscriptions = new Redis(url, SUBSCRIPTIONS);
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
      if (subscriptions.status === "ready") await subscribed;
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

function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}

function close(client: Redis): void {
  client.removeAllListeners("close");
  client.disconnect();
}
