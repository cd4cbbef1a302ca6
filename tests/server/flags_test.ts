import { assertEquals, assertMatch } from "@std/assert";
import { helpFor, parseFlags } from "../../lib/server/flags.ts";

const asked = (args: string, env: Record<string, string> = {}) =>
  parseFlags(args === "" ? [] : args.split(" "), (name) => env[name]);

const DEFAULTS = {
  kind: "serve" as const,
  port: 8000,
  host: "localhost",
  config: undefined,
  workers: 1,
};

Deno.test("parseFlags: without any, the defaults", () => {
  assertEquals(asked(""), DEFAULTS);
});

Deno.test("parseFlags: flags win over the environment, which wins over the defaults", () => {
  const env = { PORT: "9000", HOST: "0.0.0.0" };
  assertEquals(asked("", env), { ...DEFAULTS, port: 9000, host: "0.0.0.0" });
  assertEquals(asked("--port 1 --host ::1 --config x.toml --workers 64", env), {
    kind: "serve",
    port: 1,
    host: "::1",
    config: "x.toml",
    workers: 64,
  });
  assertEquals(asked("-p 0", env), { ...DEFAULTS, port: 0, host: "0.0.0.0" });
  assertEquals(asked("--port=7"), { ...DEFAULTS, port: 7 });
});

Deno.test("parseFlags: an empty variable is as none", () => {
  assertEquals(asked("", { PORT: "", HOST: "" }), DEFAULTS);
});

Deno.test("parseFlags: a host may stand in the brackets that URLs give it, and in capitals", () => {
  assertEquals(asked("--host [::]"), { ...DEFAULTS, host: "::" });
  assertEquals(asked("", { HOST: "[::1]" }), { ...DEFAULTS, host: "::1" });
  assertEquals(asked("--host LocalHost"), DEFAULTS);
});

Deno.test("parseFlags: help and version are answered whatever else is asked", () => {
  for (const args of ["--help", "-h", "--port x --help", "--nope --help"]) {
    assertEquals(asked(args), { kind: "help" });
  }
  for (const args of ["--version", "-V"]) assertEquals(asked(args), { kind: "version" });
  for (const flag of ["port", "host", "config", "workers", "help", "version"]) {
    assertMatch(helpFor("x"), new RegExp(`--${flag}`));
  }
});

Deno.test("parseFlags: a configuration is checked in place of being served", () => {
  assertEquals(asked("--check-config a.toml"), { kind: "check", config: "a.toml" });
  assertMatch(helpFor("x"), /--check-config FILE/);
});

Deno.test("parseFlags: what is wrong is named, with where to look", () => {
  const wrong: Readonly<Record<string, RegExp>> = {
    "--prot 1": /^Unknown option --prot\./,
    "serve": /^Unknown option serve\./,
    "--port": /^--port needs a value\./,
    "--config": /^--config needs a value\./,
    "--port x": /^The port must be a whole number from 0 to 65535\./,
    "--port 65536": /^The port must/,
    "--port=-1": /^The port must/,
    "--port 1.5": /^The port must/,
    "--port 1e3": /^The port must/,
    "--workers 0": /^--workers must be a whole number from 1 to 64\./,
    "--workers 65": /^--workers must/,
  };
  for (const [args, says] of Object.entries(wrong)) {
    const answer = asked(args);
    assertMatch(answer.kind === "wrong" ? answer.message : `not wrong: ${args}`, says);
  }
  const env = asked("", { PORT: "eighty" });
  assertMatch(env.kind === "wrong" ? env.message : "", /^The port must.*See --help\.$/);
});
