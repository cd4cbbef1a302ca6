/** The packages that are bundled, as Deno fetched them: a `node_modules` of links into its cache, so that esbuild finds them. */

/** A package: its name, and the folder that it is in. */
export type Packages = ReadonlyMap<string, string>;

/** What is bundled and `start.lock` has not, since Deno's server runs without. */
const NODE_ONLY = ["@remix-run/node-fetch-server", "urlpattern-polyfill"];

/** Links every package of `start.lock`, and what Node needs on top, in `folder`; gives them by name. */
export async function linkPackages(root: string, folder: string): Promise<Packages> {
  const config = `--config=${root}tests/deno.json`;
  await deno(["cache", "--quiet", config, `${root}npm/bin.ts`, `${root}npm/fills.ts`]);
  const cache = `${JSON.parse(await deno(["info", "--json"])).npmCache}/registry.npmjs.org`;
  const ids = [
    ...await idsOf(`${root}start.lock`),
    ...(await idsOf(`${root}deno.lock`)).filter((id) => NODE_ONLY.includes(nameOf(id))),
  ];
  const packages = new Map(ids.map((id) => {
    const name = nameOf(id);
    return [name, `${cache}/${name}/${id.slice(name.length + 1)}`] as const;
  }));
  for (const [name, target] of packages) {
    const link = `${folder}/${name}`;
    await Deno.mkdir(link.slice(0, link.lastIndexOf("/")), { recursive: true });
    // A package that only has types is in the lock file and not always in the cache.
    if (await exists(target)) await Deno.symlink(target, link);
  }
  return packages;
}

async function idsOf(lock: string): Promise<readonly string[]> {
  return Object.keys(JSON.parse(await Deno.readTextFile(lock)).npm);
}

/** `@scope/name` of `@scope/name@1.2.3_peer@4.5.6`. */
function nameOf(id: string): string {
  return /^(@?[^@]+)@/.exec(id)?.[1] ?? id;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

async function deno(args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args: [...args] })
    .output();
  if (code !== 0) throw new Error(new TextDecoder().decode(stderr));
  return new TextDecoder().decode(stdout);
}
