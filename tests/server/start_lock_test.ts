/**
 * `deno.json` and `start.lock` have what the server needs; `tests/deno.json` and `deno.lock` have that and what tests need. So whoever
 * only starts it fetches no package of the tests.
 */

import { assert, assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, unknown>>;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const REMEDY = "run `deno task lock`";

const part = await readLock("start.lock");
const whole = await readLock("deno.lock");

Deno.test("start.lock has what deno.lock has, version for version", () => {
  assertEquals(part.npm, pick(whole.npm, part.npm), REMEDY);
  assertEquals(part.specifiers, pick(whole.specifiers, part.specifiers), REMEDY);
});

Deno.test("tests/deno.json has all that deno.json has, and in the same versions", async () => {
  const importsOf = async (file: string): Promise<Readonly<Record<string, string>>> =>
    JSON.parse(await Deno.readTextFile(new URL(`../../${file}`, import.meta.url))).imports;
  const fromTests = (path: string) => path.replace(/^\.\//, "../");
  const all = await importsOf("tests/deno.json");
  for (const [name, target] of Object.entries(await importsOf("deno.json"))) {
    assertEquals(all[fromTests(name)], fromTests(target), name);
  }
});

Deno.test("start.lock has no package that only tests need", () => {
  const names = Object.keys(part.npm).map((id) => id.replace(/(?<=.)@.*/, ""));
  for (const name of ["openai", "@anthropic-ai/sdk", "ai", "playwright-core", "gpt-tokenizer"]) {
    assert(!names.includes(name), `Something in lib/ or routes/ imports ${name}`);
  }
});

Deno.test("start.lock has every package that the server needs", async () => {
  const entries = ["main.ts", "program.ts", "routes/worker.ts"];
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["cache", "--quiet", "--frozen", "--lock=start.lock", ...entries],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  assertEquals(code, 0, `${REMEDY}: ${new TextDecoder().decode(stderr)}`);
});

async function readLock(file: string): Promise<Lock> {
  return JSON.parse(await Deno.readTextFile(new URL(`../../${file}`, import.meta.url)));
}

/** The entries of `from` that `like` has, too. */
function pick<Value>(from: Readonly<Record<string, Value>>, like: Readonly<Record<string, Value>>) {
  return Object.fromEntries(Object.entries(from).filter(([key]) => key in like));
}
