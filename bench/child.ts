/** Child processes: started, listened to, measured, and ended by their id. */

/** How a child is started. */
export interface Start {
  readonly command: string;
  readonly args: readonly string[];
}

/** A process that runs until it is disposed of, or ends by itself. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** The first line of its output that matches; throws where none comes in time. */
  line(pattern: RegExp, seconds: number): Promise<string>;
}

const KILL_AFTER_MS = 3000;

/** Starts a process whose output is read as lines. */
export function startChild({ command, args }: Start): Child {
  const process = new Deno.Command(command, {
    args: [...args],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
    env: { NO_COLOR: "1" },
  }).spawn();
  const reader = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";

  const find = async (pattern: RegExp): Promise<string> => {
    while (true) {
      const lines = text.split("\n");
      text = lines.at(-1) ?? "";
      const line = lines.slice(0, -1).find((line) => pattern.test(line));
      if (line !== undefined) return line;
      const { value, done } = await reader.read();
      if (done) throw new Error(`${command} ended without a line like ${pattern}`);
      text += value;
    }
  };

  return {
    pid: process.pid,
    line: (pattern, seconds) => within(find(pattern), seconds, `${command} said nothing`),
    async [Symbol.asyncDispose]() {
      await reader.cancel();
      kill(process, "SIGTERM");
      const timer = setTimeout(() => kill(process, "SIGKILL"), KILL_AFTER_MS);
      await process.status;
      clearTimeout(timer);
    },
  };
}

async function within<T>(promise: Promise<T>, seconds: number, message: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${message} for ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function kill(process: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    process.kill(signal);
  } catch {
    // It has ended.
  }
}

const TICKS_PER_SECOND = 100;

/** CPU seconds that a process has used; undefined where there is no /proc. */
export async function cpuSeconds(pid: number): Promise<number | undefined> {
  const stat = await readOrNothing(`/proc/${pid}/stat`);
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields && (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** CPU milliseconds that the threads of a process have used which are there now; undefined where there is no /proc. */
export async function cpuMs(pid: number): Promise<number | undefined> {
  try {
    let ms = 0;
    for await (const { name } of Deno.readDir(`/proc/${pid}/task`)) {
      const stat = await readOrNothing(`/proc/${pid}/task/${name}/schedstat`);
      ms += Number(stat?.split(" ")[0] ?? 0) / 1e6;
    }
    return ms;
  } catch {
    return undefined;
  }
}

/** Resident memory in KB; undefined where there is no /proc. */
export async function residentKb(pid: number): Promise<number | undefined> {
  const status = await readOrNothing(`/proc/${pid}/status`);
  const found = /^VmRSS:\s+(\d+)/m.exec(status ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}

/** How many files a process may open; Deno raises its soft limit to the hard one. */
export async function fileLimit(pid: number | "self"): Promise<number> {
  const limits = await readOrNothing(`/proc/${pid}/limits`);
  const found = /^Max open files\s+\S+\s+(\d+)/m.exec(limits ?? "")?.[1];
  return found === undefined ? Infinity : Number(found);
}

async function readOrNothing(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch {
    return undefined;
  }
}
