/** What is imported `with { type: "text" }` or `"bytes"` becomes a file beside the code, which reads it when it is first needed. */

import { type OnLoadArgs, type OnLoadResult, type Plugin, transform } from "esbuild";

/** Copies assets into `out`; of `deno.json` it leaves the version alone. */
export function assetsPlugin(root: string, out: string): Plugin {
  return {
    name: "assets",
    setup(build) {
      build.onLoad({ filter: /./ }, async (args) => {
        if (args.path === `${root}deno.json`) {
          const { version } = JSON.parse(await Deno.readTextFile(args.path));
          return { contents: JSON.stringify({ version }), loader: "json" };
        }
        // Of its languages zod speaks English here, and the others are half of it.
        if (args.path.endsWith("/zod/v4/locales/index.js")) {
          return { contents: 'export { default as en } from "./en.js";', loader: "js" };
        }
        return ["text", "bytes"].includes(args.with.type ?? "")
          ? await asset(args, out)
          : undefined;
      });
    },
  };
}

/** Packages whose files are read from where they are installed: dependencies. KaTeX with its fonts would be a third of ours. */
const INSTALLED = /\/node_modules\/(katex)\/(.*)$/;

async function asset({ path, with: { type } }: OnLoadArgs, out: string): Promise<OnLoadResult> {
  const encoding = type === "text" ? ', "utf8"' : "";
  const [, dependency, inIt] = INSTALLED.exec(path) ?? [];
  if (dependency !== undefined) {
    return {
      contents: `
        import { readFileSync } from "node:fs";
        const file = new URL(import.meta.resolve("${dependency}/${inIt}"));
        export default readFileSync(file${encoding});`,
      loader: "js",
    };
  }
  // Of the path only what tells it from others.
  const name = path.replace(/^.*\/(?:routes\/page|node_modules)\//, "").replaceAll("/", "_");
  await Deno.mkdir(`${out}/assets`, { recursive: true });
  await Deno.writeFile(`${out}/assets/${name}`, await contentsOf(path));
  return {
    contents: `
      import { readFileSync } from "node:fs";
      const root = /\\/parts\\/[^/]*$/.test(import.meta.url) ? "../" : "./";
      const file = new URL(root + ${JSON.stringify(`assets/${name}`)}, import.meta.url);
      export default readFileSync(file${encoding});`,
    loader: "js",
  };
}

/** Scripts and styles are made small, but for those that the page shows to be copied. */
async function contentsOf(path: string): Promise<Uint8Array> {
  const kind = /\.(m?js|css)$/.exec(path)?.[1];
  if (kind === undefined || path.includes("/page/screen/ways/")) return await Deno.readFile(path);
  const { code } = await transform(await Deno.readTextFile(path), {
    loader: kind === "css" ? "css" : "js",
    minify: true,
    legalComments: "inline",
  });
  return new TextEncoder().encode(code);
}
