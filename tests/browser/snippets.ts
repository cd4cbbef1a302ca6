/** Runs what the page gives to copy, as who copies it would. */

const ROOT = new URL("../../", import.meta.url).pathname;

/** What a script for Node or Deno prints; throws where it fails. */
export async function runScript(code: string): Promise<string> {
  const file = await Deno.makeTempFile({ suffix: ".ts" });
  await Deno.writeTextFile(file, `import process from "node:process";\n${code}`);
  try {
    return await output(Deno.execPath(), [
      "run",
      "-A",
      "--quiet",
      `--config=${ROOT}tests/deno.json`,
      file,
    ]);
  } finally {
    await Deno.remove(file);
  }
}

/** What a command for the shell prints. */
export function runCurl(command: string): Promise<string> {
  return output("sh", ["-c", command]);
}

async function output(program: string, args: string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(program, { args, cwd: ROOT }).output();
  const text = new TextDecoder().decode(stdout);
  if (!success) throw new Error(`${program} failed: ${text}${new TextDecoder().decode(stderr)}`);
  return text;
}
