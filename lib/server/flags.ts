/** What the command line and the environment ask for. Pure; a wrong flag is an error that says what would be right. */

import { parseArgs } from "@std/cli/parse-args";

/** How the server is to run. */
export interface Flags {
  readonly port: number;
  readonly host: string;
  readonly config: string | undefined;
  readonly workers: number;
}

/** What is asked for: to serve, or to be told something. */
export type Asked =
  | ({ readonly kind: "serve" } & Flags)
  | { readonly kind: "help" | "version" }
  | { readonly kind: "check"; readonly config: string }
  | { readonly kind: "wrong"; readonly message: string };

/** What `--help` prints to whoever began the program with `command`. */
export const helpFor = (command: string): string =>
  `OpenAI Stream Mocker: stands in for OpenAI's streaming API, at a speed you choose.

Usage: ${command} [options]

  --port PORT       port to listen on; 0 takes a free one (PORT; default 8000)
  --host HOST       address to listen on; 0.0.0.0 for all of the network (HOST; default localhost)
  --config FILE     config.toml to serve and watch (CONFIG; default ./config.toml, else the shipped one)
  --workers N       threads that serve (default 1)
  --check-config FILE
                    says what is wrong with a config.toml and which of its rules can never answer; serves nothing
  --help            this
  --version         the version
`;

const NAMES = ["port", "host", "config", "workers", "check-config"] as const;
const MOST_WORKERS = 64;

/** Reads the arguments; what they leave open is taken from the environment. */
export function parseFlags(
  args: readonly string[],
  env: (name: "PORT" | "HOST" | "CONFIG") => string | undefined,
): Asked {
  const unknown: string[] = [];
  const flags = parseArgs(args, {
    string: NAMES,
    boolean: ["help", "version"],
    alias: { h: "help", V: "version", p: "port" },
    unknown: (arg) => {
      unknown.push(arg);
      return false;
    },
  });
  if (flags.help) return { kind: "help" };
  if (flags.version) return { kind: "version" };
  if (unknown[0] !== undefined) return wrong(`Unknown option ${unknown[0]}`);
  const empty = NAMES.find((name) => flags[name] === "");
  if (empty) return wrong(`--${empty} needs a value`);
  const checked = text(flags["check-config"]);
  if (checked !== undefined) return { kind: "check", config: checked };
  const port = wholeNumber(flags.port ?? (env("PORT") || "8000"), 0, 65_535);
  if (port === undefined) return wrong("The port must be a whole number from 0 to 65535");
  const workers = wholeNumber(flags.workers ?? "1", 1, MOST_WORKERS);
  if (workers === undefined) {
    return wrong(`--workers must be a whole number from 1 to ${MOST_WORKERS}`);
  }
  return {
    kind: "serve",
    port,
    workers,
    host: bareHost(text(flags.host) ?? (env("HOST") || "localhost")),
    config: text(flags.config),
  };
}

/** `[::1]`, as URLs have it, is the address `::1`; names mean the same in capitals. */
function bareHost(host: string): string {
  return host.trim().toLowerCase().replace(/^\[(.*)\]$/, "$1");
}

function wrong(message: string): Asked {
  return { kind: "wrong", message: `${message}. See --help.` };
}

function wholeNumber(value: unknown, least: number, most: number): number | undefined {
  const digits = String(value);
  const number = Number(digits);
  return /^\d+$/.test(digits) && number >= least && number <= most ? number : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
