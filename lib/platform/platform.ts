/** The world that the program runs in: files, sockets, threads, signals. One file for each runtime stands behind it. */

/** What a runtime offers. `lib/platform/deno.ts` makes Deno's; web standards that all runtimes have are not in here. */
export interface Platform {
  /** The command line, without the program's own name. */
  readonly args: readonly string[];
  /** How the system writes paths. */
  readonly pathStyle: "posix" | "windows";
  /** A variable of the environment. */
  env(name: string): string | undefined;
  /** The working folder. */
  cwd(): string;
  /** The program's own file, where it was compiled into one; nothing where a runtime runs its sources. */
  executable(): string | undefined;
  /** The text of a file; rejects with a `PlatformError`. */
  readText(path: string): Promise<string>;
  /** Writes a file, over what it held; rejects with a `PlatformError`. */
  writeText(path: string, text: string): Promise<void>;
  /** What is in a folder; rejects with a `PlatformError`. */
  listFolder(path: string): Promise<readonly FolderEntry[]>;
  /** Calls `hint` whenever something may have happened in a folder. Throws if there is no such folder. */
  watchFolder(path: string, hint: () => void): FolderWatch;
  /** Opens a port of one address and serves it; rejects with a `PlatformError`. */
  listen(socket: Socket, serve: Serve): Promise<Listening>;
  /** Starts a thread from a module, and gives the end of the channel to it; absent where threads cannot serve one port. */
  readonly startThread?: StartThread;
  /** Calls back whenever the user or the system asks the program to stop (SIGINT, SIGTERM). */
  onStop(listener: () => void): void;
  /** Calls back with what was thrown and caught by nobody, which ends the process otherwise. */
  onUncaught(listener: (error: unknown) => void): void;
  /** What the process and this thread have of memory; nothing where the runtime does not tell. */
  memory(): Memory | undefined;
  /** Gives up what only the start needs, for this thread and for good: then only the network, and reading files, are left to it. */
  giveUpPermissions(): void;
  /** Ends the process. */
  exit(code: number): never;
}

/** Memory in bytes. */
export interface Memory {
  /** Of the whole process. */
  readonly residentBytes: number;
  /** What this thread's JavaScript uses of it. */
  readonly heapBytes: number;
}

/** Starts a thread from a module. */
export type StartThread = (module: URL) => Thread;

/** The part of a platform that reads and watches files. */
export type Files = Pick<Platform, "readText" | "watchFolder">;

/** One name in a folder; a link is no folder, whatever it leads to. */
export interface FolderEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

/** A folder that is being watched. */
export interface FolderWatch {
  /** Ends it; the folder may be watched again once that has been awaited. */
  stop(): Promise<void>;
}

/** One address and port to listen on. */
export interface Socket {
  /** An address; a name is looked up. */
  readonly hostname: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly sharing: Sharing;
  /** Is told of bodies that broke while they were sent, whose connection is lost already. */
  onBroken(error: unknown): void;
}

/**
 * Who opens a port: one thread alone, or the first or another of several, over which the system spreads connections. "alone" and
 * "first" find it taken where anybody has it; "one_of_several" joins whoever does.
 */
export type Sharing = "alone" | "first" | "one_of_several";

/** A web-standard server function, which never throws. */
export type Serve = (request: Request, edge: Edge) => Promise<Response>;

/** What only the network knows of a request. */
export interface Edge {
  /** The IP address of the other end; nothing where the platform does not tell. */
  peer(): string | undefined;
}

/** An open port. */
export interface Listening {
  readonly port: number;
  /** Resolves, with why, once no connections are taken any more without `close` having been called. Those under way go on. */
  readonly failed: Promise<string>;
  /** Takes no new requests; settles when all under way have ended. */
  close(): Promise<void>;
}

/** One end of the channel between two threads. */
export interface ThreadEnd {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject): void;
  removeEventListener(type: string, listener: EventListenerOrEventListenerObject): void;
}

/** A thread, as the one that started it has it. */
export interface Thread extends ThreadEnd {
  /** Ends it at once. */
  terminate(): void;
}

/** Why the platform could not do it; the message is its reason, without paths and error numbers. */
export class PlatformError extends Error {
  override readonly name = "PlatformError";
  readonly kind: "no_such_file" | "file_trouble" | "port_taken" | "port_trouble";

  /** Takes the runtime's own error as its cause. */
  constructor(kind: PlatformError["kind"], message: string, cause: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}
