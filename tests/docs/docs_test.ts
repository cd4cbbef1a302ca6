/** The documents keep up with the code: links lead somewhere, and what the server takes and serves is described. */

import { assert, assertEquals } from "@std/assert";
import { defaultServer } from "../../lib/config/schema.ts";
import { settingsShape } from "../../lib/config/settings.ts";
import { helpFor } from "../../lib/server/flags.ts";
import { createStreamMocker } from "../../routes/mod.ts";

const ROOT = new URL("../..", import.meta.url);

const read = (path: string) => Deno.readTextFile(new URL(path, ROOT));

async function* filesIn(folder: string, ending: RegExp): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
    const path = `${folder}${name}`;
    if (isDirectory) yield* filesIn(`${path}/`, ending);
    else if (ending.test(name)) yield path;
  }
}

async function documents(): Promise<string[]> {
  const inDocs = await Array.fromAsync(filesIn("docs/", /\.md$/));
  return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...inDocs];
}

const withoutCode = (markdown: string) => markdown.replace(/^```[^]*?^```/gm, "");

/** The anchors that GitHub gives to a page's headings. */
function anchorsOf(markdown: string): string[] {
  return [...withoutCode(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading.toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-")
  );
}

Deno.test("links in the documents lead to a file and a heading that are there", async () => {
  const broken: string[] = [];
  for (const path of await documents()) {
    const links = withoutCode(await read(path)).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g);
    for (const [link, file = "", anchor] of links) {
      const target = new URL(file, new URL(path, ROOT));
      const text = await Deno.readTextFile(file === "" ? new URL(path, ROOT) : target)
        .catch(() => undefined);
      if (text === undefined || (anchor && !anchorsOf(text).includes(anchor))) {
        broken.push(`${path}: ${link}`);
      }
    }
  }
  assertEquals(broken, [], "Cannot find where these links lead: correct the path or the heading.");
});

Deno.test("README.md is read in five minutes: at most 250 lines", async () => {
  assert((await read("README.md")).split("\n").length <= 251);
});

Deno.test("docs/reference.md has a row for each setting", async () => {
  const reference = await read("docs/reference.md");
  const missing = Object.keys(settingsShape()).filter((key) => !reference.includes(`| \`${key}\``));
  assertEquals(missing, [], "Cannot find these settings: add a row to their table.");
});

Deno.test("docs/reference.md names each key of [server]", async () => {
  const [row = ""] = /^\| `\[server\]`.*$/m.exec(await read("docs/reference.md")) ?? [];
  const missing = Object.keys(defaultServer).filter((key) => !row.includes(`\`${key}\``));
  assertEquals(missing, [], "Cannot find these keys: add them to the row of [server].");
});

Deno.test("docs/reference.md has a row for each flag, and CONTRIBUTING.md each task", async () => {
  const reference = await read("docs/reference.md");
  const flags = helpFor("").match(/^ {2}--[a-z-]+/gm)?.map((flag) => flag.trim()) ?? [];
  assertEquals(flags.filter((flag) => !new RegExp(`^\\|.*\`${flag}\\b`, "m").test(reference)), []);
  const contributing = await read("CONTRIBUTING.md");
  const tasks = Object.keys(JSON.parse(await read("deno.json")).tasks);
  const missing = tasks.filter((task) => !new RegExp(`task ${task}(?![:\\w])`).test(contributing));
  // Which is a part of `ok`.
  assertEquals(missing, ["check"]);
});

Deno.test("docs/reference.md names each endpoint", async () => {
  const reference = await read("docs/reference.md");
  const response = await createStreamMocker().fetch("http://mock/");
  const { endpoints }: { endpoints: string[] } = await response.json();
  // "/config/:model+" of the table is "/config/{model}" to a reader.
  const paths = endpoints.map((endpoint) =>
    endpoint.replace(/^\S+ /, "").replace(/:(\w+)\+?/g, "{$1}")
  );
  const missing = paths.filter((path) =>
    !new RegExp(`${path.replace(/[{}.]/g, "\\$&")}[?\`]`).test(reference)
  );
  assertEquals([...new Set(missing)], [], "Cannot find these paths: describe them under API.");
});

Deno.test("sections of docs/wire.md that the code cites are there", async () => {
  const wire = await read("docs/wire.md");
  const sections = [...wire.matchAll(/^## (\d+)\./gm)].map(([, number]) => number);
  const wrong: string[] = [];
  for (const folder of ["lib/", "routes/", "tests/"]) {
    for await (const path of filesIn(folder, /\.(ts|js)$/)) {
      for (const [cited, page, number] of (await read(path)).matchAll(/(\S*wire\.md) §(\d+)/gi)) {
        const isThere = page?.endsWith("docs/wire.md") && sections.includes(number);
        if (!isThere) wrong.push(`${path}: ${cited}`);
      }
    }
  }
  assertEquals(
    wrong,
    [],
    "Cannot find what these cite: write docs/wire.md §n, of a section there.",
  );
});

Deno.test("docs: no table says a thing twice", async () => {
  for await (const { name } of Deno.readDir(new URL("../../docs/", import.meta.url))) {
    if (!name.endsWith(".md")) continue;
    const text = await Deno.readTextFile(new URL(`../../docs/${name}`, import.meta.url));
    for (const table of text.matchAll(/(?:^\|.*\n)+/gm)) {
      const first = table[0].split("\n").map((line) => line.split("|")[1]?.trim() ?? "");
      const keys = first.filter((cell) => /^`[^`]+`$/.test(cell));
      assertEquals(keys, [...new Set(keys)], `docs/${name}`);
    }
  }
});
