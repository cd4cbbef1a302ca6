/**
 * Runs Vitest, Jest and Playwright with the npm package as it is packed, in an empty folder, and checks what they say of a test that fails.
 * `deno task test:kits`; `--times 20` runs each so often, `--tarball FILE` takes a package that is there already.
 */

import { assert, assertStringIncludes } from "@std/assert";

const ROOT = new URL("../../", import.meta.url).pathname;
const HERE = `${ROOT}tests/kits`;

/** Exact, so that a run is the same tomorrow. */
const PACKAGES = [
  "vitest@4.1.12",
  "jest@30.5.2",
  "@playwright/test@1.65.1",
  "openai@6.49.0",
  "typescript@7.0.2",
  "@types/node@24.10.1",
];

interface Runner {
  readonly name: string;
  readonly args: readonly string[];
  readonly failing: string;
  /** What the code of docs/testing.md is called. */
  readonly example?: string;
}

const RUNNERS: readonly Runner[] = [
  {
    name: "vitest",
    args: ["vitest", "run", "--root", "vitest"],
    failing: "failing.test.ts",
    example: "chat.test.ts",
  },
  {
    name: "jest",
    args: ["jest", "--rootDir", "jest"],
    failing: "failing.test.js",
    example: "chat.test.js",
  },
  {
    name: "playwright",
    args: ["playwright", "test", "-c", "playwright"],
    failing: "failing.spec.ts",
  },
];

const TSCONFIG = {
  compilerOptions: {
    module: "nodenext",
    target: "es2023",
    lib: ["es2023", "dom", "dom.iterable"],
    strict: true,
    noEmit: true,
    types: ["node"],
  },
  include: ["*/*.ts"],
};

const times = Number(argument("--times") ?? 1);
const given = argument("--tarball");
const tarball = given === undefined ? await packed() : await Deno.realPath(given);
const folder = await Deno.makeTempDir();
let passed = 0;
try {
  await install();
  await check("types of the kits, by tsc", async () => {
    for (const runner of RUNNERS) await copy(runner, () => true);
    await Deno.writeTextFile(`${folder}/tsconfig.json`, JSON.stringify(TSCONFIG));
    const { code, out } = await run("npx", ["tsc", "-p", "."]);
    assert(code === 0, out);
  });
  for (const runner of RUNNERS) {
    for (let i = 0; i < times; i++) {
      await check(`${runner.name}, ${i + 1} of ${times}`, () => pass(runner));
    }
    await check(`${runner.name} tells what came to a test that fails`, () => fail(runner));
  }
} finally {
  await Deno.remove(folder, { recursive: true });
}
console.log(`${passed} passed, 0 failed`);

async function install(): Promise<void> {
  await Deno.writeTextFile(`${folder}/package.json`, "{}");
  const { code, out } = await run("npm", [
    "install",
    "--no-audit",
    "--no-fund",
    tarball,
    ...PACKAGES,
  ]);
  assert(code === 0, out);
}

/** Copies the runner's folder, with its failing test or with all others. */
async function copy({ name }: Runner, wanted: (file: string) => boolean): Promise<void> {
  await Deno.remove(`${folder}/${name}`, { recursive: true }).catch(() => {});
  await Deno.mkdir(`${folder}/${name}`);
  for await (const { name: file } of Deno.readDir(`${HERE}/${name}`)) {
    if (wanted(file)) await Deno.copyFile(`${HERE}/${name}/${file}`, `${folder}/${name}/${file}`);
  }
}

async function pass(runner: Runner): Promise<void> {
  await copy(runner, (file) => file !== runner.failing);
  const { example } = runner;
  if (example) {
    await Deno.writeTextFile(`${folder}/${runner.name}/${example}`, await inDocs(runner));
  }
  const { code, out } = await run("npx", runner.args);
  assert(code === 0, out);
}

/** The first code of the runner's section in docs/testing.md: who follows it must see it pass. */
async function inDocs({ name }: Runner): Promise<string> {
  const text = await Deno.readTextFile(`${ROOT}docs/testing.md`);
  const section = text.split(/^## /m).find((one) => one.toLowerCase().startsWith(`${name}\n`));
  return /```[jt]s\n([^]*?)```/.exec(section ?? "")?.[1] ?? "";
}

async function fail(runner: Runner): Promise<void> {
  await copy(runner, (file) => file === runner.failing || /config|html/.test(file));
  const { code, out } = await run("npx", runner.args);
  assert(code !== 0, out);
  assertStringIncludes(
    out,
    "/v1/chat/completions gpt-4o 200 completed, 2 of 2 tokens, rule greeting",
  );
}

async function check(what: string, judge: () => Promise<void>): Promise<void> {
  const start = performance.now();
  await judge();
  passed++;
  console.log(`${what}: ok (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}

async function run(command: string, args: readonly string[]) {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    cwd: folder,
    env: {
      CHROMIUM: Deno.env.get("CHROMIUM") ?? "/usr/bin/chromium",
      PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: "1",
      NO_COLOR: "1",
      FORCE_COLOR: "0",
    },
  }).output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout) + decoder.decode(stderr) };
}

async function packed(): Promise<string> {
  const { code } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "npm"],
    cwd: ROOT,
  }).spawn().status;
  assert(code === 0);
  const { version } = JSON.parse(await Deno.readTextFile(`${ROOT}deno.json`));
  return `${ROOT}dist/npm/openai-stream-mocker-${version}.tgz`;
}

function argument(name: string): string | undefined {
  const at = Deno.args.indexOf(name);
  return at < 0 ? undefined : Deno.args[at + 1];
}
