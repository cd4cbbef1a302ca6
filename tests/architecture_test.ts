/** The shape of the house: who may import whom, where effects are, how long a file may be. Reads the sources, runs nothing. */

import { assertEquals } from "@std/assert";
import { dirname, join, normalize } from "node:path/posix";

/** The rooms of `lib/`, bottom to top. A file imports from its own room and from those before it. Sub-folders belong to their room. */
const ROOMS = [
  "types",
  "api_error.ts",
  "bytes_of.ts",
  "random.ts",
  "is_record.ts",
  "platform",
  "clock",
  "config",
  "tokens",
  "sample",
  "plan",
  "ledger",
  "verdict",
  "metrics",
  "stream",
  "shared",
  "rules",
  "cluster",
  "http",
  "dialect",
  "server",
];

/** What touches the world, and the files that may: each effect has one door, through which tests replace it. */
const EFFECTS: readonly Effect[] = [
  {
    name: "a timer",
    pattern: /\b(?:setTimeout|setInterval|setImmediate)\b/,
    doors: ["lib/clock/"],
  },
  {
    name: "the time",
    pattern: /\bDate\.now\b|\bperformance\.|\bnew Date\(\)/,
    doors: ["lib/clock/"],
  },
  {
    name: "Deno",
    pattern: /\bDeno\b/,
    doors: ["lib/platform/deno.ts", "lib/platform/this_platform.ts"],
  },
  {
    name: "Node",
    pattern: /\bprocess\.|"node:process"/,
    doors: ["lib/platform/node.ts", "lib/platform/node_http.ts"],
  },
  {
    name: "chance",
    pattern: /\bMath\.random\b|\bcrypto\b/,
    // next_turn.ts waits for a digest to give the sockets their turn; what it digests is nothing.
    doors: ["lib/random.ts", "lib/clock/next_turn.ts"],
  },
  { name: "the console", pattern: /(?<!\/)\bconsole\./, doors: ["lib/platform/console.ts"] },
];

interface Effect {
  readonly name: string;
  readonly pattern: RegExp;
  /** Files, or folders with a slash at the end. */
  readonly doors: readonly string[];
}

const MOST_LINES = 250;

/** Entries of the two folders, for issue 9; a room or a service that comes later adds one. */
const MOST_ENTRIES = { lib: 21, routes: 9 } as const;

/** What a stranger sees first. All else that lies there was left by a program that ran in the folder. */
const AT_THE_TOP =
  ".ci .editorconfig .gitignore CHANGELOG.md CONTRIBUTING.md LICENSE README.md action.yml bench config.toml deno.json deno.lock deploy docs lib main.ts npm program.ts routes start.lock tests";

/** What is wrong today and is being mended, with the reason. A line that is no longer needed fails the test: take it out. */
const KNOWN: ReadonlyMap<string, string> = new Map([]);

const ROOT = new URL("../", import.meta.url);

/** Every source file of `lib/` and `routes/`, by its path from the root. */
const sources = await readSources();

/** What each TypeScript file imports, types and later loading included. */
const imports = new Map(
  [...sources].filter(([path]) => path.endsWith(".ts")).map(([path, text]) => [
    path,
    importsOf(path, text),
  ]),
);

async function readSources(): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  const read = async (folder: string) => {
    for await (const { name, isDirectory } of Deno.readDir(new URL(folder, ROOT))) {
      if (isDirectory) await read(`${folder}${name}/`);
      if (!isDirectory && /(?<!\.d)\.(?:ts|js)$/.test(name)) {
        found.set(`${folder}${name}`, await Deno.readTextFile(new URL(folder + name, ROOT)));
      }
    }
  };
  await read("lib/");
  await read("routes/");
  return found;
}

function importsOf(path: string, text: string): readonly string[] {
  const names = [
    /^(?:import|export)\b[^;"]*?\bfrom "(\.[^"]+)"/gm,
    /\bimport\(\s*"(\.[^"]+)"/g,
    /\bnew URL\(\s*"(\.[^"]+\.ts)",\s*import\.meta\.url/g,
  ].flatMap((pattern) =>
    [...withoutComments(text).matchAll(pattern)].map(([, name]) => name ?? "")
  );
  return names.map((name) => normalize(join(dirname(path), name)));
}

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\*[^]*?\*\//gm, "").replace(/(?:^|\s)\/\/.*$/gm, "");
}

/** Fails for what is wrong and not known, and for what is known and not wrong. `about` is how the test's lines begin. */
function assertOnlyKnown(about: string, wrong: readonly string[]): void {
  const lines = wrong.map((line) => `${about}: ${line}`);
  const known = [...KNOWN.keys()].filter((line) => line.startsWith(`${about}: `));
  assertEquals(lines.toSorted(), known.toSorted());
}

function roomOf(path: string): string | undefined {
  const [folder, room] = path.split("/");
  return folder === "lib" ? room : undefined;
}

/** Circles of files that import each other, each once, as the path around. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]) => {
    const seenAt = way.indexOf(file);
    if (seenAt >= 0) circles.push([...way.slice(seenAt), file].join(" → "));
    if (seenAt >= 0 || done.has(file)) return;
    for (const next of graph.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of graph.keys()) visit(file, []);
  return circles;
}

Deno.test("the house: every import of a file in lib/ or routes/ is seen here, so that the rules below hold for all", () => {
  const files = [...imports.keys()];
  const missing = [...imports].flatMap(([file, names]) =>
    names.filter((name) => /^(?:lib|routes)\/.*\.ts$/.test(name) && !files.includes(name))
      .map((name) => `${file} imports ${name}`)
  );
  assertEquals(missing, []);
  assertEquals(
    importsOf("lib/a/b.ts", 'import type {\n  A,\n} from "../c.ts";\n// from "./no.ts"\n'),
    [
      "lib/c.ts",
    ],
  );
  assertEquals(importsOf("lib/a.ts", 'export * from "./b.ts";\nawait import("./c.ts");'), [
    "lib/b.ts",
    "lib/c.ts",
  ]);
});

Deno.test("the house: no files import each other in a circle", () => {
  assertOnlyKnown("circle", circlesOf(imports));
  assertEquals(circlesOf(new Map([["a", ["b"]], ["b", ["c", "d"]], ["c", ["a"]], ["d", []]])), [
    "a → b → c → a",
  ]);
});

Deno.test("the house: lib/ does not know routes/", () => {
  const wrong = [...imports].filter(([file]) => file.startsWith("lib/")).flatMap(([file, names]) =>
    names.filter((name) => name.startsWith("routes/")).map((name) => `${file} → ${name}`)
  );
  assertOnlyKnown("lib knows routes", wrong);
});

Deno.test("the house: every room of lib/ is known here, and imports only from those below it", () => {
  const rooms = new Set([...sources.keys()].map(roomOf).filter((room) => room !== undefined));
  assertEquals(
    [...rooms].filter((room) => !ROOMS.includes(room)),
    [],
    "rooms without a place in ROOMS",
  );
  const floorOf = (path: string) => ROOMS.indexOf(roomOf(path) ?? "");
  const wrong = [...imports].filter(([file]) => file.startsWith("lib/")).flatMap(([file, names]) =>
    names.filter((name) => name.startsWith("lib/") && floorOf(name) > floorOf(file))
      .map((name) => `${file} → ${name}`)
  );
  assertOnlyKnown("upward", wrong);
});

for (const { name, pattern, doors } of EFFECTS) {
  Deno.test(`the house: ${name} is touched behind its door alone`, () => {
    const wrong = [...sources].filter(([file, text]) =>
      !isPage(file) && !doors.some((door) =>
        file === door || door.endsWith("/") && file.startsWith(door)
      ) &&
      pattern.test(withoutComments(text))
    );
    assertOnlyKnown(name, wrong.map(([file]) => file));
  });
}

/** What runs in the browser, which has timers and a console of its own. */
function isPage(file: string): boolean {
  return file.startsWith("routes/page/") && file.endsWith(".js");
}

Deno.test(`the house: no file is longer than ${MOST_LINES} lines`, () => {
  const lengths = [...sources].map(([file, text]) => ({
    file,
    lines: text.split("\n").length - 1,
  }));
  const wrong = lengths.filter(({ lines }) => lines > MOST_LINES);
  assertOnlyKnown("long", wrong.map(({ file }) => file));
});

Deno.test("the house: lib/ and routes/ are few enough entries to be read at a glance", async () => {
  for (const [folder, most] of Object.entries(MOST_ENTRIES)) {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(new URL(folder, ROOT))) names.push(name);
    assertEquals(names.toSorted().slice(most), [], `${folder}/ has ${names.length} entries`);
  }
});

const hasGit = await new Deno.Command("git", { args: ["rev-parse"], cwd: ROOT, stderr: "null" })
  .output().then(({ success }) => success, () => false);

Deno.test("the house: nothing is at the top of the repository that a program has left there", {
  ignore: !hasGit,
}, async () => {
  const { stdout } = await new Deno.Command("git", { args: ["ls-files"], cwd: ROOT }).output();
  const files = new TextDecoder().decode(stdout).trimEnd().split("\n");
  const top = new Set(files.map((file) => file.split("/")[0] ?? file));
  assertEquals([...top].toSorted(), AT_THE_TOP.split(" "));
});
