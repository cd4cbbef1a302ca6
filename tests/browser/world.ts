/// <reference lib="dom" />
/** What the checks of the page need: a server of their own, a browser, and pages that note whatever goes wrong. */

import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { TextLineStream } from "./text_line_stream.ts";

/** A server that runs as `deno task start` runs it, with a config file of its own. */
export interface Server {
  readonly origin: string;
  readonly configPath: string;
  stop(): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}

/** One check: throws where the page is not as it should be. */
export interface Check {
  readonly name: string;
  run(world: World): Promise<void>;
}

/** What a check is given. */
export interface World {
  readonly browser: Browser;
  readonly server: Server;
  /** A page in a browser context of its own, once it hears the server. */
  open(options?: PageOptions): Promise<Page>;
  /** What went wrong on all pages since this was last asked. */
  faults(): readonly string[];
  /** Closes all pages. */
  closePages(): Promise<void>;
}

/** How a page is opened. */
export interface PageOptions {
  readonly view?: "race" | "screen" | "requests" | "hold" | "tune" | "rules" | "play";
  readonly width?: number;
  readonly colorScheme?: "light" | "dark";
  /** Another tab of this page's browser, instead of a browser of its own. */
  readonly beside?: Page;
}

const ROOT = new URL("../../", import.meta.url).pathname;

/** The path of a Chromium; says what to do where there is none. */
export async function findChromium(): Promise<string> {
  const named = Deno.env.get("CHROMIUM");
  const places = named ? [named] : [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  ];
  for (const place of places) {
    if (await Deno.stat(place).then(({ isFile }) => isFile, () => false)) return place;
  }
  console.error(
    `There is no Chromium at ${
      places.join(", ")
    }. Install one (Debian: apt-get install chromium), ` +
      "or say where it is: CHROMIUM=/path/to/chromium deno task test:browser",
  );
  Deno.exit(1);
}

/** Starts the browser. It must not call home: what the page asks for is all that is watched. */
export function startBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** Starts a server whose config file holds `config`, on a port that is free unless one is named. */
export async function startServer(config: string, { port = "0" } = {}): Promise<Server> {
  const folder = await Deno.makeTempDir({ prefix: "page_" });
  const configPath = join(folder, "config.toml");
  await Deno.writeTextFile(configPath, config);
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--allow-net",
      "--allow-read",
      "--allow-env=PORT,HOST,CONFIG",
      "main.ts",
      `--port=${port}`,
      `--config=${configPath}`,
    ],
    cwd: ROOT,
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = child.stdout
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream())
    .getReader();
  const origin = await originIn(lines);
  void drained(lines);
  const end = async (signal: Deno.Signal) => {
    child.kill(signal);
    await child.status;
    await Deno.remove(folder, { recursive: true });
  };
  return {
    origin,
    configPath,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

async function originIn(lines: ReadableStreamDefaultReader<string>): Promise<string> {
  for (;;) {
    const { done, value } = await lines.read();
    if (done) throw new Error("The server did not start.");
    const origin = /http:\/\/localhost:\d+/.exec(value)?.[0];
    if (origin) return origin;
  }
}

async function drained(lines: ReadableStreamDefaultReader<string>): Promise<void> {
  while (!(await lines.read()).done);
}

/** Makes what checks are given. */
export function createWorld(browser: Browser, server: Server): World {
  const faults: string[] = [];
  return {
    browser,
    server,
    async open({ view = "race", width = 1280, colorScheme = "light", beside } = {}) {
      const context = beside?.context() ?? await browser.newContext({
        viewport: { width, height: 860 },
        colorScheme,
        permissions: ["clipboard-read", "clipboard-write"],
      });
      const page = await context.newPage();
      page.on("console", (message) => {
        const isBad = message.type() === "error" || message.type() === "warning";
        if (isBad) faults.push(`console ${message.type()}: ${message.text()}`);
      });
      page.on("pageerror", (error) => faults.push(`uncaught: ${error.message}`));
      page.on("dialog", async (dialog) => {
        faults.push(`a dialog said: ${dialog.message()}`);
        await dialog.dismiss();
      });
      if (!beside) {
        context.on("request", (request) => {
          if (!request.url().startsWith(`${server.origin}/`)) {
            faults.push(`asked another host: ${request.url()}`);
          }
        });
      }
      await page.goto(`${server.origin}/#${view}`);
      await page.waitForSelector('[data-part="link"][data-state="open"]');
      await page.waitForFunction(() => document.querySelectorAll(".model").length > 1);
      return page;
    },
    faults: () => faults.splice(0),
    async closePages() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
  };
}
