/** Bare names in our sources are tests/deno.json's, which has them all; in Node's words they are a package's, without version and `npm:`. */

import type { Plugin } from "esbuild";

/** Resolves the names that it maps to npm, and what stands for something else in Node. */
export async function importMapPlugin(root: string, modules: string): Promise<Plugin> {
  const { imports } = JSON.parse(await Deno.readTextFile(`${root}tests/deno.json`));
  const names = Object.keys(imports).filter((name) => !name.startsWith("."));

  const nodeName = (specifier: string): string => {
    const name = names.findLast((name) =>
      specifier === name || name.endsWith("/") && specifier.startsWith(name)
    );
    const target: string = name === undefined ? specifier : imports[name];
    // "npm:zod@4.6.7", "npm:deno-std@1.4.0/toml/mod.js", "npm:/katex@0.19.1/": scoped ones begin with an @, too.
    const bare = target.replace(/^npm:\/?/, "").replace(/^(@?[^@]+)@[^/]+/, "$1");
    return bare + (name?.endsWith("/") ? specifier.slice(name.length) : "");
  };

  return {
    name: "import map",
    setup(build) {
      build.onResolve(
        { filter: /\/vocabulary_file\.ts$/ },
        ({ importer }) =>
          importer.endsWith("/load_tokenizers.ts")
            ? { path: `${root}npm/load_vocabulary.ts` }
            : undefined,
      );
      build.onResolve({ filter: /^[^./]/ }, async (args) => {
        const inOurs = !args.importer.includes("/node_modules/");
        if (!inOurs || args.pluginData === "mapped") return undefined;
        if (/^(?:node:|https?:)/.test(args.path)) return undefined;
        if (isExternal(args.path, build.initialOptions.external)) return undefined;
        return await build.resolve(nodeName(args.path), {
          resolveDir: modules,
          kind: args.kind,
          with: args.with,
          pluginData: "mapped",
        });
      });
    },
  };
}

function isExternal(path: string, external: readonly string[] = []): boolean {
  return external.some((name) =>
    path === name || name.endsWith("/*") && path.startsWith(name.slice(0, -1))
  );
}
