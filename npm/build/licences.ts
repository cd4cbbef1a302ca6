/** The licences of what is bundled, which ask to be given along. */

import type { Packages } from "./link_packages.ts";

/** The text of `THIRD_PARTY_LICENSES.txt`: each package of which a file was bundled. */
export async function licences(packages: Packages, bundled: readonly string[]): Promise<string> {
  const used = [...packages].filter(([name]) =>
    bundled.some((path) => path.includes(`/node_modules/${name}/`))
  );
  const texts = await Promise.all(used.map(async ([name, folder]) => {
    const { version, license } = JSON.parse(await Deno.readTextFile(`${folder}/package.json`));
    return `${name} ${version} (${license})\n\n${await licenceIn(folder)}`;
  }));
  return texts.join(`\n\n${"-".repeat(80)}\n\n`) + "\n";
}

async function licenceIn(folder: string): Promise<string> {
  for await (const { name } of Deno.readDir(folder)) {
    if (/^licen[cs]e/i.test(name)) return (await Deno.readTextFile(`${folder}/${name}`)).trim();
  }
  return "(Its package has no text of its licence.)";
}
