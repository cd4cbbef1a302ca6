import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../../../lib/config/config_error.ts";
import { loadPaths } from "../../../lib/config/file/paths.ts";
import { PlatformError } from "../../../lib/platform/platform.ts";
import {
  configCandidates,
  locateConfig,
  type LocatedConfig,
  type Surroundings,
} from "../../../lib/config/file/locate.ts";

const compiled: Surroundings = {
  flag: undefined,
  env: undefined,
  executable: "/opt/mocker/openai-stream-mocker",
  cwd: "/home/ada",
  paths: await loadPaths("posix"),
};

/** Looks in a file system that has these files and no others. */
function locate(
  surroundings: Partial<Surroundings>,
  files: Readonly<Record<string, string | Error>>,
): Promise<LocatedConfig> {
  const read = (path: string): Promise<string> => {
    const file = files[path] ??
      new PlatformError("no_such_file", "No such file", undefined);
    return file instanceof Error ? Promise.reject(file) : Promise.resolve(file);
  };
  return locateConfig(configCandidates({ ...compiled, ...surroundings }), read, "embedded");
}

const everywhere = {
  "/home/ada/flag.toml": "flag",
  "/home/ada/env.toml": "env",
  "/opt/mocker/config.toml": "beside",
  "/home/ada/config.toml": "folder",
};

Deno.test("locateConfig() takes --config before anything else, relative to the working folder", async () => {
  assertEquals(await locate({ flag: "flag.toml", env: "env.toml" }, everywhere), {
    place: { kind: "flag", path: "/home/ada/flag.toml" },
    text: "flag",
  });
});

Deno.test("locateConfig() takes CONFIG from the environment next, unless it is empty", async () => {
  assertEquals((await locate({ env: "env.toml" }, everywhere)).text, "env");
  assertEquals((await locate({ env: "" }, everywhere)).text, "beside");
});

Deno.test("locateConfig() looks beside the executable next, if that is the compiled program", async () => {
  assertEquals((await locate({}, everywhere)).place, {
    kind: "beside_executable",
    path: "/opt/mocker/config.toml",
  });
  assertEquals((await locate({ executable: undefined }, everywhere)).text, "folder");
});

Deno.test("locateConfig() looks in the working folder next", async () => {
  assertEquals(await locate({}, { "/home/ada/config.toml": "folder" }), {
    place: { kind: "working_folder", path: "/home/ada/config.toml" },
    text: "folder",
  });
});

Deno.test("locateConfig() takes the embedded default when there is no file", async () => {
  assertEquals(await locate({}, {}), { place: { kind: "embedded" }, text: "embedded" });
});

Deno.test("locateConfig() takes an empty file for a file", async () => {
  assertEquals((await locate({}, { "/home/ada/config.toml": "" })).text, "");
});

Deno.test("locateConfig() refuses a named file that is not there, rather than look on", async () => {
  const byFlag = await assertRejects(() => locate({ flag: "x.toml" }, everywhere), ConfigError);
  assertEquals(
    byFlag.message,
    "/home/ada/x.toml: cannot be read: there is no such file. Give --config a file that can be read.",
  );
  const byEnv = await assertRejects(() => locate({ env: "/x.toml" }, everywhere), ConfigError);
  assertEquals(
    byEnv.message,
    "/x.toml: cannot be read: there is no such file. Set CONFIG to a file that can be read, or unset it.",
  );
});

Deno.test("locateConfig() refuses a file that is there and cannot be read", async () => {
  const denied = new PlatformError("file_trouble", "Permission denied", undefined);
  const error = await assertRejects(
    () => locate({}, { "/home/ada/config.toml": denied }),
    ConfigError,
  );
  assertEquals(
    error.message,
    "/home/ada/config.toml: cannot be read: Permission denied. Make it readable, or name another with --config.",
  );
});
