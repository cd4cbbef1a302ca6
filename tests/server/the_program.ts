/**
 * The program that the tests of a real process start: Deno's, or the one that `STREAM_MOCKER_PROGRAM` names as a list in JSON, which is
 * how `tests/npm/run.ts` has Node's judged by the same tests.
 */

import { fileURLToPath } from "node:url";

/** The folder of the repository, in which the program is started. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

const PERMISSIONS = ["--allow-net", "--allow-read", "--allow-env=PORT,HOST,CONFIG"];
const other = Deno.env.get("STREAM_MOCKER_PROGRAM");

const [file = "", ...before]: readonly string[] = other === undefined
  ? [Deno.execPath(), "run", "--quiet", "--lock=start.lock", ...PERMISSIONS, "main.ts"]
  : JSON.parse(other);

/** Whether it serves with several threads. */
export const hasThreads = other === undefined;

/** The numbers of threads to test with. */
export const WORKERS: readonly string[] = hasThreads ? ["1", "2"] : ["1"];

/** What starts it with `args`. */
export function theProgram(args: readonly string[]): Deno.Command {
  return new Deno.Command(file, {
    args: [...before, ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
    stdout: "piped",
    stderr: "piped",
  });
}
