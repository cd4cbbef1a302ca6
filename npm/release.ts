/**
 * Makes what a release is made of, in `dist/release/`: the npm package, the compiled program and their checksums. Publishes nothing.
 * `deno task release`.
 */

import project from "../deno.json" with { type: "json" };

const ROOT = new URL("../", import.meta.url).pathname;
const OUT = `${ROOT}dist/release`;
const { version } = project;

const changelog = await Deno.readTextFile(`${ROOT}CHANGELOG.md`);
if (!new RegExp(`^## \\[?${RegExp.escape(version)}\\b`, "m").test(changelog)) {
  console.warn(
    `CHANGELOG.md has no "## ${version}" yet: what is under "Unreleased" belongs there.`,
  );
}

await Deno.remove(OUT, { recursive: true }).catch(() => {});
await Deno.mkdir(OUT, { recursive: true });
const tarball = `openai-stream-mocker-${version}.tgz`;
if (!await task("npm")) throw new Error("Cannot make the npm package: see above.");
await Deno.rename(`${ROOT}dist/npm/${tarball}`, `${OUT}/${tarball}`);
const files = [tarball];

if (await task("compile")) {
  for await (const { name, isFile } of Deno.readDir(`${ROOT}dist`)) {
    if (!isFile || !name.startsWith("openai-stream-mocker")) continue;
    const named = `${name.replace(/\.exe$/, "")}-${version}-${Deno.build.target}`;
    files.push(name.endsWith(".exe") ? `${named}.exe` : named);
    await Deno.rename(`${ROOT}dist/${name}`, `${OUT}/${files.at(-1)}`);
  }
} else {console.warn(
    "No program was compiled: see above. `deno task compile` fetches Deno's runtime.",
  );}

const sums = await Promise.all(files.map(async (file) => {
  const digest = await crypto.subtle.digest("SHA-256", await Deno.readFile(`${OUT}/${file}`));
  const bytes = [...new Uint8Array(digest)];
  return `${bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("")}  ${file}\n`;
}));
await Deno.writeTextFile(`${OUT}/SHA256SUMS`, sums.join(""));
console.log(`dist/release: ${[...files, "SHA256SUMS"].join(", ")}`);

async function task(name: string): Promise<boolean> {
  const { success } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", name],
    cwd: ROOT,
  }).spawn().status;
  return success;
}
