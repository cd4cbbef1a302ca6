import { assert, assertEquals } from "@std/assert";
import { systemClock } from "../../../lib/clock/system_clock.ts";
import { watchConfig } from "../../../lib/config/file/watch.ts";
import { denoPlatform } from "../../../lib/platform/deno.ts";
import type { Files } from "../../../lib/platform/platform.ts";

const realFiles: Files = denoPlatform();
/** For what does not matter in a test: a folder that is never looked at, and real time. */
const anywhere = { folder: "/", clock: systemClock() };

/** However busy the machine is. How soon a save is taken up, within half a second, is not for a test of the real clock to say. */
const PATIENCE_MS = 20_000;

/** A watch on a real folder, and what it told. */
class Watched implements AsyncDisposable {
  readonly folder = Deno.makeTempDirSync();
  readonly path = `${this.folder}/config.toml`;
  readonly texts: string[] = [];
  missing = 0;
  readonly #stop = new AbortController();
  #end: Promise<void> | undefined;

  watch(text: string, files = realFiles): void {
    this.#end = watchConfig(this.path, {
      text,
      files,
      folder: this.folder,
      clock: systemClock(),
      signal: this.#stop.signal,
      onText: (text) => this.texts.push(text),
      onMissing: () => this.missing++,
    });
  }

  async [Symbol.asyncDispose]() {
    this.#stop.abort();
    await this.#end;
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** Polls until `isSo`, for so long at most; whether it is. */
async function until(isSo: () => boolean, patienceMs = PATIENCE_MS): Promise<boolean> {
  const late = performance.now() + patienceMs;
  while (!isSo() && performance.now() < late) await new Promise((next) => setTimeout(next, 5));
  return isSo();
}

/** The ways that programs save a file, by what they do to it. */
const waysToSave: Record<string, (path: string, text: string) => void> = {
  "in place": (path, text) => Deno.writeTextFileSync(path, text),
  "in place, emptied first and filled a while later": (path, text) => {
    Deno.writeTextFileSync(path, "");
    setTimeout(() => Deno.writeTextFileSync(path, text), 100);
  },
  "by a rename over it": (path, text) => {
    Deno.writeTextFileSync(`${path}.new`, text);
    Deno.renameSync(`${path}.new`, path);
  },
  "as vim does, the old one kept aside": (path, text) => {
    Deno.renameSync(path, `${path}~`);
    Deno.writeTextFileSync(path, text);
    Deno.removeSync(`${path}~`);
  },
  "deleted and made again": (path, text) => {
    Deno.removeSync(path);
    Deno.writeTextFileSync(path, text);
  },
  "deleted and made again a while later": (path, text) => {
    Deno.removeSync(path);
    setTimeout(() => Deno.writeTextFileSync(path, text), 100);
  },
};

for (const [way, save] of Object.entries(waysToSave)) {
  Deno.test(`watchConfig() tells a file saved ${way}, twice over`, async () => {
    await using watched = new Watched();
    Deno.writeTextFileSync(watched.path, "one");
    watched.watch("one");
    for (const [index, text] of ["two", "three"].entries()) {
      save(watched.path, text);
      assert(await until(() => watched.texts.length > index));
    }
    assertEquals(watched.texts, ["two", "three"]);
    assertEquals(watched.missing, 0);
  });
}

Deno.test("watchConfig() tells a symlink that turns to another folder, as a Kubernetes ConfigMap does", async () => {
  await using watched = new Watched();
  const { folder, path } = watched;
  const version = (name: string, text: string) => {
    Deno.mkdirSync(`${folder}/${name}`);
    Deno.writeTextFileSync(`${folder}/${name}/config.toml`, text);
    Deno.symlinkSync(name, `${folder}/..data_tmp`);
    Deno.renameSync(`${folder}/..data_tmp`, `${folder}/..data`);
  };
  version("..2024_01", "one");
  Deno.symlinkSync("..data/config.toml", path);
  watched.watch("one");
  version("..2024_02", "two");
  assert(await until(() => watched.texts.length > 0));
  version("..2024_03", "three");
  assert(await until(() => watched.texts.length > 1));
  assertEquals(watched.texts, ["two", "three"]);
});

Deno.test("watchConfig() tells a symlink's target saved in another folder, of which no event comes", async () => {
  await using watched = new Watched();
  const elsewhere = Deno.makeTempDirSync();
  Deno.writeTextFileSync(`${elsewhere}/real.toml`, "one");
  Deno.symlinkSync(`${elsewhere}/real.toml`, watched.path);
  watched.watch("zero");
  await until(() => watched.texts.length > 0);
  Deno.writeTextFileSync(`${elsewhere}/real.toml`, "two");
  await until(() => watched.texts.length > 1);
  assertEquals(watched.texts, ["one", "two"]);
  Deno.removeSync(elsewhere, { recursive: true });
});

Deno.test("watchConfig() tells what was saved between the first reading and its start", async () => {
  await using watched = new Watched();
  Deno.writeTextFileSync(watched.path, "two");
  watched.watch("one");
  assert(await until(() => watched.texts.length > 0));
});

Deno.test("watchConfig() says once that the file has gone, and tells it when it is back", async () => {
  await using watched = new Watched();
  Deno.writeTextFileSync(watched.path, "one");
  watched.watch("one");
  Deno.removeSync(watched.path);
  await until(() => watched.missing > 0);
  Deno.writeTextFileSync(`${watched.folder}/another file`, "");
  Deno.writeTextFileSync(watched.path, "two");
  await until(() => watched.texts.length > 0);
  assertEquals([watched.missing, watched.texts], [1, ["two"]]);
});

Deno.test("watchConfig() outlives the folder, and tells what is saved in the one made anew, and then again", async () => {
  await using watched = new Watched();
  Deno.writeTextFileSync(watched.path, "one");
  watched.watch("one");
  Deno.removeSync(watched.folder, { recursive: true });
  await until(() => watched.missing > 0);
  Deno.mkdirSync(watched.folder);
  Deno.writeTextFileSync(watched.path, "two");
  await until(() => watched.texts.length > 0);
  Deno.writeTextFileSync(watched.path, "three");
  assert(await until(() => watched.texts.length > 1));
  assertEquals([watched.missing, watched.texts], [1, ["two", "three"]]);
});

Deno.test("watchConfig() does not take its own reading for a change", async () => {
  await using watched = new Watched();
  Deno.writeTextFileSync(watched.path, "one");
  let reads = 0;
  const readText = (path: string) => (reads++, realFiles.readText(path));
  watched.watch("one", { ...realFiles, readText });
  await until(() => reads > 2, 500);
  assertEquals(reads, 1);
});

/** A file system in which nothing happens but what a test says. */
function fakeFiles(read: () => string) {
  const hints: (() => void)[] = [];
  const files: Files = {
    readText: () => Promise.resolve(read()),
    watchFolder(_path, hint) {
      hints.push(hint);
      return { stop: () => Promise.resolve() };
    },
  };
  return { files, hint: () => hints.forEach((one) => one()) };
}

Deno.test("watchConfig() tells nothing when the file was touched and says the same", async () => {
  const texts: string[] = [];
  let reads = 0;
  const { files, hint } = fakeFiles(() => (reads++, "one"));
  const stop = new AbortController();
  const end = watchConfig("/config.toml", {
    ...anywhere,
    text: "one",
    signal: stop.signal,
    files,
    onText: (text) => texts.push(text),
  });
  await until(() => reads > 0);
  hint();
  await until(() => reads > 1);
  stop.abort();
  await end;
  assertEquals(texts, []);
});

Deno.test("watchConfig() reads once for the many events of one save", async () => {
  let reads = 0;
  const { files, hint } = fakeFiles(() => (reads++, "one"));
  const stop = new AbortController();
  const end = watchConfig("/config.toml", {
    ...anywhere,
    text: "one",
    signal: stop.signal,
    files,
    onText() {},
  });
  await until(() => reads > 0);
  for (let events = 0; events < 20; events++) {
    hint();
    await Promise.resolve();
  }
  await until(() => reads > 1);
  assertEquals(reads, 2);
  stop.abort();
  await end;
});

Deno.test("watchConfig() goes on after a listener that throws", async () => {
  const texts: string[] = [];
  let text = "two";
  const { files, hint } = fakeFiles(() => text);
  const stop = new AbortController();
  const { error } = console;
  console.error = () => {};
  const end = watchConfig("/config.toml", {
    ...anywhere,
    text: "one",
    signal: stop.signal,
    files,
    onText(text) {
      texts.push(text);
      throw new Error("no");
    },
  });
  await until(() => texts.length > 0);
  text = "three";
  hint();
  await until(() => texts.length > 1);
  stop.abort();
  await end;
  console.error = error;
  assertEquals(texts, ["two", "three"]);
});

Deno.test("watchConfig() ends at once when its signal is aborted, also before it began", async () => {
  const stop = new AbortController();
  stop.abort();
  await watchConfig("/nowhere/config.toml", {
    ...anywhere,
    files: realFiles,
    text: "",
    signal: stop.signal,
    onText() {},
  });
});
