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

/** The test runners, which are there where a kit is used, and the dependency. */
const EXTERNAL = ["vitest", "@playwright/test", "@jest/globals", "gpt-tokenizer/*"];

/** Bundles; gives the paths of all that went in. */
export async function bundle({ root, out, modules }: BundleFolders): Promise<readonly string[]> {
  const fills = `${root}npm/fills.ts`;
  const { metafile } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ["npm/bin.ts", "npm/index.ts"],
    outdir: out,
    outbase: `${root}npm`,
    chunkNames: "parts/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    minify: true,
    // Stacks and `error.name` are read by people.
    keepNames: false,
    legalComments: "none",
    preserveSymlinks: true,
    metafile: true,
    logLevel: "warning",
    external: EXTERNAL,
    // What Node 20 and 22 lack; each is a name that fills.ts exports, in place of a global that is left alone.
    inject: [fills],
    define: { "Promise.withResolvers": "withResolvers" },
    plugins: [await importMapPlugin(root, modules), assetsPlugin(root, out)],
  });
  await esbuild.stop();
  return Object.keys(metafile.inputs);
}
