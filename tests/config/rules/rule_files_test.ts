/** `rule_files` and `file`: found below the config's folder, read with its errors, and watched. */

import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { FakeClock } from "../../../lib/clock/fake_clock.ts";
import { ConfigError } from "../../../lib/config/config_error.ts";
import { PlatformError } from "../../../lib/platform/platform.ts";
import { createConfigReader } from "../../../lib/server/config_reader.ts";

/** Files by path, in a folder that is not there. */
function inMemory(held: Record<string, string>) {
  const hints = new Map<string, Set<() => void>>();
  const gone = () => new PlatformError("no_such_file", "gone", undefined);
  return {
    held,
    save(path: string, text: string) {
      held[path] = text;
      const folder = path.slice(0, path.lastIndexOf("/"));
      for (const hint of hints.get(folder) ?? []) hint();
    },
    files: {
      pathStyle: "posix" as const,
      readText(path: string) {
        const text = held[path];
        return text === undefined ? Promise.reject(gone()) : Promise.resolve(text);
      },
      listFolder(path: string) {
        const below = Object.keys(held).filter((one) => one.startsWith(`${path}/`))
          .map((one) => one.slice(path.length + 1).split("/"));
        const names = new Map(below.map(([name = "", ...rest]) => [name, rest.length > 0]));
        if (names.size === 0) return Promise.reject(gone());
        return Promise.resolve([...names].map(([name, isFolder]) => ({ name, isFolder })));
      },
      watchFolder(path: string, hint: () => void) {
        const all = hints.get(path) ?? new Set();
        hints.set(path, all.add(hint));
        return { stop: () => Promise.resolve(void all.delete(hint)) };
      },
    },
  };
}

const rule = (text: string, more = "") => `[[rules]]\n${more}reply = [{ text = "${text}" }]\n`;

Deno.test("rules of other files come after the config's own, by name", async () => {
  const { files, held } = inMemory({
    "/c/config.toml": `rule_files = ["rules/*.toml", "more/**/x.toml"]\n${rule("own")}`,
    "/c/rules/b.toml": rule("b"),
    "/c/rules/a.toml": rule("a"),
    "/c/rules/a.txt": "no rules",
    "/c/more/deep/er/x.toml": rule("x"),
  });
  const reader = await createConfigReader(files, "/c/config.toml");
  const { file, warnings } = await reader.parse(held["/c/config.toml"] ?? "");
  assertEquals(file.moreRules?.map(({ path }) => path), [
    "rules/a.toml",
    "rules/b.toml",
    "more/deep/er/x.toml",
  ]);
  assertEquals(warnings, []);
});

Deno.test("a pattern that no file fits is warned of, a name that is not there is refused", async () => {
  const { files } = inMemory({ "/c/config.toml": "" });
  const reader = await createConfigReader(files, "/c/config.toml");
  const { warnings } = await reader.parse(`rule_files = ["rules/*.toml"]`);
  assertEquals(warnings, ["/c/config.toml: rule_files: no file fits rules/*.toml."]);
  const error = await assertRejects(() => reader.parse(`\nrule_files = ["a.toml"]`), ConfigError);
  assertStringIncludes(error.message, "/c/config.toml:2: rule_files.0: there is no file a.toml.");
});

for (const path of ["../secret", "/etc/passwd", "a/../../b", "C:/x", "a\\\\..\\\\b"]) {
  Deno.test(`nothing is read at ${path}, which is not below the config's folder`, async () => {
    const { files } = inMemory({ "/secret": "s", "/etc/passwd": "s", "/b": "s" });
    const reader = await createConfigReader(files, "/c/config.toml");
    for (const text of [`rule_files = ["${path}"]`, `[[rules]]\nreply = [{ file = "${path}" }]`]) {
      const error = await assertRejects(() => reader.parse(text), ConfigError);
      assertStringIncludes(error.message, "it is not below the config file's folder");
    }
  });
}

Deno.test("an error in a file of rules names that file and the line", async () => {
  const { files } = inMemory({
    "/c/rules/a.toml": `\n\n[[rules]]\nreply = [{ response = "none" }]`,
  });
  const reader = await createConfigReader(files, "/c/config.toml");
  const error = await assertRejects(
    () => reader.parse(`rule_files = ["rules/a.toml"]`),
    ConfigError,
  );
  assertStringIncludes(
    error.message,
    '/c/rules/a.toml:4: [[rules]] no. 1 reply.0.response: no [responses] entry is called "none".',
  );
});

Deno.test("a reply's file is said as it is; one that is not there is an error with its line", async () => {
  const { files } = inMemory({ "/c/said.md": "As {{ it }} is." });
  const reader = await createConfigReader(files, "/c/config.toml");
  const { file } = await reader.parse(`[[rules]]\nreply = [{ file = "said.md" }]`);
  assertEquals(file.texts, { "said.md": "As {{ it }} is." });
  const error = await assertRejects(
    () => reader.parse(`[[rules]]\nreply = [{ file = "none.md" }]`),
    ConfigError,
  );
  assertStringIncludes(
    error.message,
    "/c/config.toml:2: [[rules]] no. 1 reply.0.file: cannot read",
  );
});

Deno.test("a change of any file that rules name is told, one right after it was read, too", async () => {
  const config = `rule_files = ["rules/*.toml"]\n[[rules]]\nreply = [{ file = "texts/a.txt" }]\n`;
  const world = inMemory({
    "/c/config.toml": config,
    "/c/rules/a.toml": `[[rules]]\nreply = [{ file = "b.txt" }]\n`,
    "/c/texts/a.txt": "a",
    "/c/b.txt": "b",
  });
  const clock = new FakeClock();
  const reader = await createConfigReader(world.files, "/c/config.toml");
  const stop = new AbortController();
  let changes = 0;
  await reader.parse(config);
  const onChange = () => void changes++;
  const watch = reader.watch({
    text: config,
    clock,
    signal: stop.signal,
    onChange,
    onMissing() {},
  });
  watch.look();
  const changesAfter = async (path: string, text: string) => {
    const before = changes;
    world.save(path, text);
    for (let i = 0; i < 30; i++) await clock.advance(100);
    return changes > before;
  };
  assertEquals(
    await changesAfter("/c/rules/a.toml", `[[rules]]\nreply = [{ file = "b.txt" }] # !`),
    true,
  );
  assertEquals(await changesAfter("/c/rules/new.toml", rule("new")), true);
  assertEquals(await changesAfter("/c/texts/a.txt", "other"), true);
  assertEquals(await changesAfter("/c/b.txt", "other"), true);
  assertEquals(await changesAfter("/c/unknown.txt", "other"), false);
  stop.abort();
  await clock.advance(2000);
});
