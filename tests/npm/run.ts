/**
 * Judges the npm package as Node has it: packs it, installs it in an empty folder, and runs it through the tests of a real process and
 * the conformance checks. `deno task test:npm`; `--node FILE` takes another Node than the one on the path.
 */

import { STRICT } from "../conformance/check.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const at = Deno.args.indexOf("--node");
const node = at < 0 ? "node" : Deno.args[at + 1] ?? "node";

await succeed(Deno.execPath(), ["task", "--quiet", "npm"], ROOT);
const tarball = `${ROOT}dist/npm/openai-stream-mocker-${await versionOf()}.tgz`;
const folder = await Deno.makeTempDir();
await Deno.writeTextFile(`${folder}/package.json`, '{ "type": "module" }');
await succeed("npm", ["install", "--silent", "--no-audit", "--no-fund", tarball], folder);
const program = `${folder}/node_modules/openai-stream-mocker/dist/bin.js`;

let failures = 0;
failures += await runTests();
failures += await runConformance();
await Deno.remove(folder, { recursive: true });
Deno.exit(failures > 0 ? 1 : 0);

async function runTests(): Promise<number> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "test",
      "--config=tests/deno.json",
      "-A",
      "--quiet",
      "--no-check",
      "tests/server/process_test.ts",
      "tests/server/raw_request_test.ts",
      "tests/server/network_test.ts",
      "tests/server/weather_test.ts",
    ],
    cwd: ROOT,
    env: { STREAM_MOCKER_PROGRAM: JSON.stringify([node, program]) },
  }).spawn().status;
  return code;
}

async function runConformance(): Promise<number> {
  const shipped = await Deno.readTextFile(`${ROOT}config.toml`);
  const keyed = `${folder}/keyed.toml`;
  await Deno.writeTextFile(keyed, shipped.replace("api_keys = []", `api_keys = ["${STRICT.key}"]`));
  const servers = await Promise.all([start([]), start(["--config", keyed])]);
  const [open = "", locked = ""] = servers.map(({ url }) => url);
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--config=tests/deno.json",
      "-A",
      "--no-check",
      "tests/conformance/run.ts",
      open,
      "--keyed",
      locked,
    ],
    cwd: ROOT,
  }).spawn().status;
  for (const { process } of servers) {
    process.kill("SIGTERM");
    await process.status;
  }
  return code;
}

async function start(args: readonly string[]) {
  const process = new Deno.Command(node, {
    args: [program, "--port", "0", ...args],
    cwd: folder,
    stdout: "piped",
  }).spawn();
  let said = "";
  for await (const text of process.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    const url = /listens on (http:\S+)/.exec(said)?.[1];
    if (url !== undefined) return { process, url };
  }
  throw new Error(`The server ended: ${said}`);
}

async function succeed(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code } = await new Deno.Command(command, { args: [...args], cwd }).spawn().status;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}

async function versionOf(): Promise<string> {
  return JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`)).version;
}
