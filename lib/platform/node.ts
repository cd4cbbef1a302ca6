/** Node as the platform, 20 and later: files, folders, ports, signals. Threads are left to Deno. */

import { watch } from "node:fs";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket as Connection } from "node:net";
import process from "node:process";
import { getSystemErrorMap } from "node:util";
import { answerOn, goOnUnlessAnswered } from "./node_http.ts";
import {
  type FolderWatch,
  type Listening,
  type Platform,
  PlatformError,
  type Serve,
  type Socket,
} from "./platform.ts";
import { checkReadable } from "./readable_file.ts";

/** The platform of a program that Node runs. Several threads cannot serve one port there. */
export function nodePlatform(): Platform {
  return {
    args: process.argv.slice(2),
    pathStyle: process.platform === "win32" ? "windows" : "posix",
    env: (name) => process.env[name],
    cwd: () => process.cwd(),
    executable: () => undefined,
    readText,
    writeText: (path, text) => writeFile(path, text).catch(throwFileError),
    listFolder: async (path) => {
      const all = await readdir(path, { withFileTypes: true }).catch(throwFileError);
      return all.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
    },
    watchFolder,
    listen: nodeListen,
    onStop(listener) {
      process.on("SIGINT", listener);
      process.on("SIGTERM", listener);
    },
    onUncaught(listener) {
      process.on("unhandledRejection", listener);
      process.on("uncaughtException", listener);
    },
    giveUpPermissions() {}, // Node gives none back.
    exit: (code) => process.exit(code),
    memory() {
      const { rss, heapUsed } = process.memoryUsage();
      return { residentBytes: rss, heapBytes: heapUsed };
    },
  };
}

async function readText(path: string): Promise<string> {
  const facts = await stat(path).catch(throwFileError);
  checkReadable({ isFile: facts.isFile(), isFolder: facts.isDirectory(), bytes: facts.size });
  return await readFile(path, "utf8").catch(throwFileError);
}

function throwFileError(error: unknown): never {
  const kind = codeOf(error) === "ENOENT" ? "no_such_file" : "file_trouble";
  throw new PlatformError(kind, reasonOf(error), error);
}

function watchFolder(path: string, hint: () => void): FolderWatch {
  const watcher = watch(path, () => hint());
  watcher.on("error", () => {}); // A watch that fails gives no more hints.
  return {
    stop() {
      watcher.close();
      return Promise.resolve();
    },
  };
}

/** As large as Deno takes them. Node's own limit, 16 KB, is less than what settings in an URL may need. */
const LONGEST_HEAD_BYTES = 400 * 1024;

/** How long a head may take. Deno has no such limit. */
const HEAD_TIMEOUT_MS = 30_000;

/** Opens a port of one address and serves it; rejects with a `PlatformError`. */
async function nodeListen(
  { hostname, port, onBroken }: Socket,
  serve: Serve,
): Promise<Listening> {
  let closing = false;
  const options = {
    maxHeaderSize: LONGEST_HEAD_BYTES,
    joinDuplicateHeaders: true,
    headersTimeout: HEAD_TIMEOUT_MS,
  };
  const answer = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    // Node leaves a connection open that another request could come by, and `close` would wait for it.
    outgoing.once("finish", () => closing && incoming.socket.destroySoon());
    void answerOn(incoming, outgoing, serve, onBroken);
  };
  const server = createServer(options, answer);
  server.on("checkContinue", (incoming, outgoing) => {
    answer(incoming, outgoing);
    void goOnUnlessAnswered(outgoing);
  });
  // A client that sends on a connection at the moment in which the server ends it, being idle, sees a failure.
  server.keepAliveTimeout = 0;
  const connections = trackedConnections(server);
  await opened(server, hostname, port);
  const address = server.address();
  return {
    port: address === null || typeof address === "string" ? port : address.port,
    failed: new Promise(() => {}), // Node closes the connections that it has no descriptors for, and goes on.
    close() {
      closing = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // Those by which nothing has come yet; Node itself ends those by which nothing comes any more.
      for (const connection of connections) if (connection.bytesRead === 0) connection.destroy();
      return closed;
    },
  };
}

function trackedConnections(server: Server): ReadonlySet<Connection> {
  const connections = new Set<Connection>();
  server.on("connection", (connection) => {
    connections.add(connection);
    connection.once("close", () => connections.delete(connection));
  });
  return connections;
}

function opened(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => {
      const kind = codeOf(error) === "EADDRINUSE" ? "port_taken" : "port_trouble";
      reject(new PlatformError(kind, reasonOf(error), error));
    });
    server.listen({ host, port, ipv6Only: host === "::1" }, resolve);
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** What the system calls the error, "No such file or directory", without its number and the path. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const known = "errno" in error && typeof error.errno === "number"
    ? getSystemErrorMap().get(error.errno)?.[1]
    : undefined;
  const reason = known ?? error.message;
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}
