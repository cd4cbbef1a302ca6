/** What Node runs: the entries with all that they import, as files that share what they have in common. */

import * as esbuild from "esbuild";
import { assetsPlugin } from "./assets_plugin.ts";
import { importMapPlugin } from "./import_map_plugin.ts";

/** From where to where. */
export interface BundleFolders {
  readonly root: string;
  readonly out: string;
  /** The folder with the `node_modules`. */
  readonly modules: string;
}

/** What is imported by name, and the thread that a kit starts. */
const ENTRIES = [
  "npm/bin.ts",
  "npm/index.ts",
  "npm/vitest.ts",
  "npm/jest.ts",
  "npm/playwright.ts",
  "npm/kit/serve.ts",
];

/** Kits that runners load by `require`: Jest does unless told otherwise, Playwright where tests are no modules. */
const REQUIRED = ["npm/jest.ts", "npm/playwright.ts"];

/** The test runners and the cluster's client, which are there where they are used, and the dependency. */
const EXTERNAL = ["vitest", "@playwright/test", "@jest/globals", "gpt-tokenizer/*", "iovalkey"];

const FILLED = { "Promise.withResolvers": "withResolvers", "Map.groupBy": "groupBy" };

/** Bundles; gives the paths of all that went in. */
export async function bundle({ root, out, modules }: BundleFolders): Promise<readonly string[]> {
  const common: esbuild.BuildOptions = {
    absWorkingDir: root,
    outdir: out,
    outbase: `${root}npm`,
    bundle: true,
    platform: "node",
    target: "node20",
    minify: true,
    legalComments: "none",
    preserveSymlinks: true,
    logLevel: "warning",
    external: EXTERNAL,
    // What Node 20 and 22 lack; each is a name that fills.ts exports, in place of a global that is left alone.
    inject: [`${root}npm/fills.ts`],
    define: FILLED,
    plugins: [await importMapPlugin(root, modules), assetsPlugin(root, out)],
  };
  const { metafile } = await esbuild.build({
    ...common,
    entryPoints: ENTRIES,
    chunkNames: "parts/[name]-[hash]",
    splitting: true,
    format: "esm",
    metafile: true,
  });
  await esbuild.build({
    ...common,
    entryPoints: REQUIRED,
    inject: [],
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    define: { ...FILLED, "import.meta.url": "import_meta_url" },
    banner: { js: 'const import_meta_url = require("node:url").pathToFileURL(__filename);' },
  });
  await esbuild.stop();
  return Object.keys(metafile.inputs);
}
