/**
 * Makes the npm package: `deno task npm` writes `dist/npm/openai-stream-mocker-VERSION.tgz`. esbuild bundles what Node runs, TypeScript
 * writes the types, `npm pack` packs. The version is deno.json's.
 */

import project from "../deno.json" with { type: "json" };
import tests from "../tests/deno.json" with { type: "json" };
import { bundle } from "./build/bundle.ts";
import { linkPackages } from "./build/link_packages.ts";
import { licences } from "./build/licences.ts";
import { packageJson } from "./build/package_json.ts";
import { writeTypes } from "./build/types.ts";

/** Packed, without the dependencies: 400 KB are Swagger UI. */
const MOST_BYTES = 1_050_000;

const ROOT = new URL("../", import.meta.url).pathname;
const OUT = `${ROOT}dist/npm`;
const FOLDER = `${OUT}/package`;

await Deno.remove(OUT, { recursive: true }).catch(() => {});
await Deno.mkdir(FOLDER, { recursive: true });
const packages = await linkPackages(ROOT, `${OUT}/node_modules`);
const bundled = await bundle({ root: ROOT, out: `${FOLDER}/dist`, modules: OUT });
await writeTypes(ROOT, `${FOLDER}/dist`);
await Deno.writeTextFile(
  `${FOLDER}/package.json`,
  packageJson({ ...project, imports: { ...tests.imports, ...project.imports } }),
);
await Deno.writeTextFile(`${FOLDER}/THIRD_PARTY_LICENSES.txt`, await licences(packages, bundled));
await Deno.copyFile(`${ROOT}LICENSE`, `${FOLDER}/LICENSE`);
await Deno.copyFile(`${ROOT}npm/README.md`, `${FOLDER}/README.md`);
await Deno.copyFile(`${ROOT}config.toml`, `${FOLDER}/config.toml`);

const { code, stdout, stderr } = await new Deno.Command("npm", {
  args: ["pack", "--silent", "--pack-destination", OUT],
  cwd: FOLDER,
}).output();
if (code !== 0) throw new Error(`Cannot pack: ${new TextDecoder().decode(stderr)}`);
const file = `${OUT}/${new TextDecoder().decode(stdout).trim()}`;
const { size } = await Deno.stat(file);
if (size > MOST_BYTES) throw new Error(`${file} has ${size} bytes, and may have ${MOST_BYTES}.`);
console.log(`${file.slice(ROOT.length)}: ${(size / 1000).toFixed(0)} KB`);
