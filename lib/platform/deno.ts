/** Deno as the platform. Read before the port opens, so it imports next to nothing. */

import { errorText } from "./error_text.ts";
import {
  type FolderEntry,
  type Listening,
  type Platform,
  PlatformError,
  type Serve,
  type Socket,
} from "./platform.ts";
import { checkReadable } from "./readable_file.ts";

/** The platform of a program that Deno runs. */
export function denoPlatform(): Platform {
  const isWindows = Deno.build.os === "windows";
  return {
    args: Deno.args,
    pathStyle: isWindows ? "windows" : "posix",
    env: (name) => Deno.env.get(name),
    cwd: () => Deno.cwd(),
    executable: () => Deno.build.standalone ? Deno.execPath() : undefined,
    readText,
    writeText: (path, text) => Deno.writeTextFile(path, text).catch(throwFileError),
    listFolder,
    watchFolder: folderWatcher(),
    listen,
    startThread: (module) => new Worker(module, { type: "module" }),
    onStop(listener) {
      Deno.addSignalListener("SIGINT", listener);
      if (!isWindows) Deno.addSignalListener("SIGTERM", listener);
    },
    onUncaught(listener) {
      globalThis.addEventListener("unhandledrejection", (event) => {
        event.preventDefault();
        listener(event.reason);
      });
      globalThis.addEventListener("error", (event) => {
        event.preventDefault();
        listener(event.error);
      });
    },
    memory() {
      const { rss, heapUsed } = Deno.memoryUsage();
      return { residentBytes: rss, heapBytes: heapUsed };
    },
    giveUpPermissions() {
      for (const name of NEEDED_AT_START) Deno.permissions.revokeSync({ name });
    },
    exit: (code) => Deno.exit(code),
  };
}

/** All but the network, to listen again where the port is lost, and reading: the config, and what is loaded when it is needed. */
const NEEDED_AT_START = ["env", "write", "run", "ffi", "sys"] as const;

async function readText(path: string): Promise<string> {
  const { isFile, isDirectory, size } = await Deno.stat(path).catch(throwFileError);
  checkReadable({ isFile, isFolder: isDirectory, bytes: size });
  return await Deno.readTextFile(path).catch(throwFileError);
}

/** Says what Deno says, "Is a directory (os error 21): readfile '/x'", without the number and the path. */
function throwFileError(error: unknown): never {
  const kind = error instanceof Deno.errors.NotFound ? "no_such_file" : "file_trouble";
  const reason = errorText(error).replace(
    / ?\(os error.*$|: (?:read|write)(?:file|dir).*$|\n[^]*$/s,
    "",
  );
  throw new PlatformError(kind, reason, error);
}

async function listFolder(path: string): Promise<readonly FolderEntry[]> {
  try {
    const entries: FolderEntry[] = [];
    for await (const { name, isDirectory } of Deno.readDir(path)) {
      entries.push({ name, isFolder: isDirectory });
    }
    return entries;
  } catch (error) {
    return throwFileError(error);
  }
}

/**
 * Deno opens whatever an event of a watched folder names. Where that is a pipe, its one thread for all watches waits for somebody to
 * write to it, and who begins or closes a watch from then on waits for that thread, with the whole program.
 */
function folderWatcher(): Platform["watchFolder"] {
  let mayBeStuck = false;
  const isSafe = (path: string) => {
    mayBeStuck ||= hasPipe(path);
    return !mayBeStuck;
  };
  return (path, hint) => {
    if (!isSafe(path)) return { stop: () => Promise.resolve() };
    const watcher = Deno.watchFs(path, { recursive: false });
    const ended = passOn(watcher, hint);
    return {
      stop() {
        if (!isSafe(path)) return Promise.resolve();
        watcher.close();
        // To who watches the same folder sooner, Deno gives the old watch, dead as it may be.
        return ended;
      },
    };
  };
}

function hasPipe(folder: string): boolean {
  try {
    const entries = [...Deno.readDirSync(folder)];
    return entries.some(({ name, isFile, isDirectory }) =>
      !isFile && !isDirectory && isPipe(`${folder}/${name}`)
    );
  } catch {
    return false; // It has gone.
  }
}

function isPipe(path: string): boolean {
  try {
    return Deno.statSync(path).isFifo === true;
  } catch {
    return false; // A link that leads nowhere.
  }
}

async function passOn(watcher: Deno.FsWatcher, hint: () => void): Promise<void> {
  try {
    // Where the system reports reading too, every look would cause the next.
    for await (const { kind } of watcher) if (kind !== "access") hint();
  } catch {
    // A watch that fails gives no more hints.
  }
}

// deno-lint-ignore require-await -- what is thrown becomes a rejection
async function listen(
  { hostname, port, sharing, onBroken }: Socket,
  serve: Serve,
): Promise<Listening> {
  const onError = (error: unknown) => {
    onBroken(error);
    return new Response(null, { status: 500 });
  };
  try {
    const options = {
      hostname,
      port: sharing === "first" ? portOfNobody(hostname, port) : port,
      reusePort: sharing !== "alone",
      onListen() {},
      onError,
    };
    const server = Deno.serve(
      options,
      (request, info) => serve(request, { peer: () => hostOf(info.remoteAddr) }),
    );
    const failed = server.finished.then(forever, reasonOf);
    return { port: server.addr.port, failed, close: () => server.shutdown() };
  } catch (error) {
    const kind = error instanceof Deno.errors.AddrInUse ? "port_taken" : "port_trouble";
    throw new PlatformError(kind, errorText(error), error);
  }
}

/** Throws where anybody has the port, as opening one that is shared does not. Its own hold on it ends at once, within this turn. */
function portOfNobody(hostname: string, port: number): number {
  using trial = Deno.listen({ hostname, port });
  return trial.addr.port;
}

function hostOf(address: Deno.Addr): string | undefined {
  return "hostname" in address ? address.hostname : undefined;
}

function forever(): Promise<never> {
  return new Promise(() => {});
}

/** What the system calls the error, without its number. */
function reasonOf(error: unknown): string {
  return errorText(error).replace(/^Error: | \(os error.*$/gs, "");
}
