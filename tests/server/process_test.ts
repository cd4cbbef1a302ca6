/** The program as a real process, with the permissions of the tasks: start, reload, drain, and what it says when it cannot. */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { ServerSentEventParseStream } from "@std/http/server-sent-event-parse-stream";
import { join } from "node:path";
import { hasThreads, theProgram, WORKERS } from "./the_program.ts";

/** Ten thousand tokens a second, unless a model says otherwise; ends at once unless told otherwise. */
const CONFIG = `
[server]
drain_seconds = 5
[general]
default_tokens_per_second = 10_000
default_response_mode = "said"
[models.slow]
tokens_per_second = 20
[responses.said]
content = "Light travels far over the quiet sea."
`;

const PATIENCE_MS = 20_000;

const spawn = (args: readonly string[]): Deno.ChildProcess => theProgram(args).spawn();

/** What a process has printed so far; waits for what it will print. */
function lines(stream: ReadableStream<Uint8Array>) {
  let text = "";
  const done = (async () => {
    const decoder = new TextDecoder();
    for await (const bytes of stream) text += decoder.decode(bytes, { stream: true });
  })();
  return {
    done,
    all: () => text.split("\n").slice(0, -1),
    async until(pattern: RegExp): Promise<RegExpExecArray> {
      const late = performance.now() + PATIENCE_MS;
      for (;;) {
        const match = pattern.exec(text);
        if (match) return match;
        if (performance.now() > late) throw new Error(`No ${pattern} was printed: ${text}`);
        await new Promise((next) => setTimeout(next, 10));
      }
    },
  };
}

interface Server {
  readonly url: string;
  readonly port: number;
  readonly path: string;
  readonly process: Deno.ChildProcess;
  readonly out: ReturnType<typeof lines>;
  readonly err: ReturnType<typeof lines>;
  chat(model: string): Promise<Response>;
  /** Asks it to end, and gives its exit code once it has. */
  stop(): Promise<number>;
}

async function serve(
  use: (server: Server) => Promise<void>,
  { config = CONFIG, args = [] }: { config?: string; args?: readonly string[] } = {},
): Promise<void> {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "config.toml");
  await Deno.writeTextFile(path, config);
  const process = spawn(["--port", "0", "--config", path, ...args]);
  const out = lines(process.stdout);
  const err = lines(process.stderr);
  const stop = async () => {
    process.kill("SIGTERM");
    const { code } = await process.status;
    await Promise.all([out.done, err.done]);
    return code;
  };
  try {
    const port = Number((await out.until(/listens on http:\/\/localhost:(\d+).*\n/))[1]);
    await out.until(/Client: .*\n/);
    const url = `http://localhost:${port}`;
    const chat = (model: string) =>
      fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        body: JSON.stringify({ model, stream: true, messages: [{ role: "user", content: "Hi" }] }),
      });
    await use({ url, port, path, process, out, err, chat, stop });
  } finally {
    try {
      process.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await process.status;
    await Promise.all([out.done, err.done]);
    await Deno.remove(folder, { recursive: true });
  }
}

/** Runs a program that is to end by itself. */
async function run(...args: readonly string[]) {
  const process = spawn(args);
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

async function text(response: Response): Promise<string> {
  assertEquals(response.status, 200);
  return await response.text();
}

const post = (url: string, body: object = {}) =>
  fetch(url, { method: "POST", body: JSON.stringify(body) });

async function json(response: Response | Promise<Response>) {
  // deno-lint-ignore no-explicit-any
  return await (await response).json() as any;
}

Deno.test("the program: says where it listens, which config it read and how to point a client at it", async () => {
  await serve(async ({ out, err, path, port, stop, chat }) => {
    assertEquals(await stop(), 0);
    const [where = "", ...rest] = out.all();
    assertMatch(where, /^OpenAI Stream Mocker \d+\.\d+\.\d+ listens on http:\/\/localhost:\d+$/);
    assertEquals(rest, [
      `Config: ${path}, reloaded when saved`,
      `Client: OPENAI_BASE_URL=http://localhost:${port}/v1 OPENAI_API_KEY=any`,
    ]);
    assertEquals(err.all(), []);
    await assertRejects(() => chat("m"), TypeError);
  });
});

Deno.test("the program: streams over the wire, as events, at the configured rate", async () => {
  await serve(async ({ chat }) => {
    const start = performance.now();
    const response = await chat("slow");
    assertEquals(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
    const events = (await text(response)).split("\n\n");
    assertEquals(events.slice(-2), ["data: [DONE]", ""]);
    assertEquals(events.length, 8 + 4);
    assert(performance.now() - start >= 395, "eight tokens at 20 tokens/s take 400 ms");
  });
});

Deno.test("the program: localhost is both loopback addresses", async () => {
  await serve(async ({ port }) => {
    for (const host of ["127.0.0.1", "[::1]"]) {
      assertMatch(await text(await fetch(`http://${host}:${port}/healthz`)), /ok/);
    }
  });
});

Deno.test("the program: saving the config reloads it, with one line", async () => {
  await serve(async ({ url, path, out, err }) => {
    await Deno.writeTextFile(path, CONFIG.replace("= 20", "= 40"));
    await out.until(/Configuration changed.*\n/);
    assertEquals((await json(fetch(`${url}/config/slow`))).tokens_per_second, 40);
    assertEquals(out.all().filter((line) => line.startsWith("Configuration changed")).length, 1);
    assertEquals(err.all(), []);
  });
});

Deno.test("the program: a broken config is told once and changes nothing, and mending it is noticed", async () => {
  await serve(async ({ url, path, out, err, chat }) => {
    await Deno.writeTextFile(path, CONFIG.replace("= 20", "= -1"));
    await err.until(/Configuration not changed: .*tokens_per_second.*\n/);
    assertEquals((await json(fetch(`${url}/config/slow`))).tokens_per_second, 20);
    assertMatch(await text(await chat("m")), /\[DONE\]/);
    await Deno.writeTextFile(path, CONFIG.replace("= 20", "= 30"));
    await out.until(/Configuration changed/);
    assertEquals(err.all().length, 1, err.all().join("\n"));
  });
});

Deno.test("the program: POST /config changes, POST /config/reload puts the file's values back", async () => {
  await serve(async ({ url, path }) => {
    const speed = async () => (await json(fetch(`${url}/config/slow`))).tokens_per_second;
    const set = await post(`${url}/config`, { models: { slow: { tokens_per_second: 99 } } });
    assertEquals([set.status, await set.body?.cancel(), await speed()], [200, undefined, 99]);
    const reloaded = await post(`${url}/config/reload`);
    assertEquals([reloaded.status, await reloaded.body?.cancel(), await speed()], [
      200,
      undefined,
      20,
    ]);
    await Deno.writeTextFile(path, "[general]\nnonsense = 1\n");
    const refused = await post(`${url}/config/reload`);
    assertEquals(refused.status, 400);
    assertMatch((await json(refused)).error.message, /nonsense/);
    assertEquals(await speed(), 20);
  });
});

Deno.test("the program: a config that has gone is a 400 that says so, and serving goes on", async () => {
  await serve(async ({ url, path, err, chat }) => {
    await Deno.remove(path);
    const refused = await post(`${url}/config/reload`);
    assertEquals(refused.status, 400);
    assertMatch((await json(refused)).error.message, /the file has gone/);
    await Deno.writeTextFile(path, `${CONFIG}\n# anew`);
    await Deno.remove(path);
    await err.until(/is gone/);
    assertMatch(await text(await chat("m")), /\[DONE\]/);
    assertEquals(
      (await post(`${url}/config/reload`).then(async (one) => (await one.body?.cancel(), one)))
        .status,
      400,
    );
  });
});

Deno.test("the program: pipes beside the config, and one in its place, keep nobody waiting; saving works, and so does the end", async () => {
  await serve(async ({ path, out, err, chat, stop }) => {
    const makePipe = (path: string) => new Deno.Command("mkfifo", { args: [path] }).output();
    await makePipe(join(path, "../pipe"));
    await Deno.writeTextFile(path, CONFIG.replace("= 20", "= 30"));
    await out.until(/slow: tokens_per_second 20 → 30/);
    await Deno.remove(path);
    await makePipe(path);
    await err.until(/cannot be read/);
    assertMatch(await text(await chat("m")), /\[DONE\]/);
    await Deno.remove(path);
    await Deno.writeTextFile(path, CONFIG.replace("= 20", "= 40"));
    await out.until(/slow: tokens_per_second 30 → 40/);
    assertEquals(await stop(), 0);
  });
});

Deno.test("the program: on all addresses it says that others can reach what steers it, unless that is closed", async () => {
  for (const [control, warned] of [["everyone", true], ["local", false]] as const) {
    const config = CONFIG.replace("[server]", `[server]\ncontrol = "${control}"`);
    await serve(async ({ err, stop }) => {
      await stop();
      assertEquals(err.all().some((line) => /Others can reach this server/.test(line)), warned);
    }, { config, args: ["--host", "0.0.0.0"] });
  }
});

Deno.test("the program: SIGTERM lets open streams end, takes no new requests, and exits 0", async () => {
  await serve(async ({ chat, stop, out, err, url }) => {
    await text(await chat("m")); // Loads the vocabulary, on a busy machine for longer than the next stream takes.
    const response = await chat("slow?tps=5");
    const stopped = stop();
    await out.until(/Ending; 1 open streams get 5 s\./);
    await assertRejects(() => fetch(`${url}/healthz`), TypeError);
    assertMatch(await text(response), /data: \[DONE\]\n\n$/);
    assertEquals([await stopped, err.all()], [0, []]);
  });
});

Deno.test("the program: SIGTERM cuts what takes longer than drain_seconds, quietly", async () => {
  const config = CONFIG.replace("drain_seconds = 5", "drain_seconds = 1")
    .replace("= 20", "= 0.1");
  await serve(async ({ chat, stop, err }) => {
    const response = await chat("slow");
    const start = performance.now();
    const cut = assertRejects(() => response.text());
    assertEquals(await stop(), 0);
    await cut;
    const took = performance.now() - start;
    assert(took > 900, `${took} ms`); // And not the 80 s that its eight tokens would take, or it would end whole.
    assertEquals(err.all(), []);
  }, { config });
});

Deno.test("the program: a stream dropped by hand breaks the connection and prints nothing", async () => {
  await serve(async ({ chat, url, err, stop }) => {
    const response = await chat("slow?tps=2");
    const broken = assertRejects(() => response.text());
    const id = response.headers.get("x-request-id");
    await text(await post(`${url}/streams/${id}`, { action: "drop" }));
    await broken;
    const { outcome } = await json(fetch(`${url}/requests/${id}?wait=1`));
    assertEquals(outcome, "dropped");
    assertEquals([await stop(), err.all()], [0, []]);
  });
});

Deno.test("the program: a client that leaves is written down, and nothing is printed", async () => {
  await serve(async ({ chat, url, err, stop }) => {
    const response = await chat("slow?tps=2");
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    const id = response.headers.get("x-request-id");
    const { outcome, tokens } = await json(fetch(`${url}/requests/${id}?wait=2`));
    assertEquals(outcome, "client_left");
    assert(tokens < 8);
    assertEquals([await stop(), err.all()], [0, []]);
  });
});

for (const workers of WORKERS) {
  Deno.test(`the program: a taken port is one line and exit code 1, with --workers ${workers}`, async () => {
    const taken = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = taken.addr;
    const { code, out, err } = await run("--port", `${port}`, "--workers", workers);
    taken.close();
    const message = `Port ${port} is taken: choose another with --port, or 0 for a free one.\n`;
    assertEquals({ code, out, err }, { code: 1, out: "", err: message });
  });
}

Deno.test("the program: what is wrong at the start is one line and exit code 1", async () => {
  const folder = await Deno.makeTempDir();
  const broken = join(folder, "broken.toml");
  await Deno.writeTextFile(broken, "[general]\ndefault_tokens_per_secnd = 3\n");
  const wrong: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [["--prot", "1"], /^Unknown option --prot\. See --help\.\n$/],
    [["--port", "many"], /^The port must be a whole number from 0 to 65535\. See --help\.\n$/],
    [["--workers", "0"], /^--workers must be a whole number from 1 to 64\. See --help\.\n$/],
    [["--port", "0", "--config", join(folder, "none.toml")], /^[^\n]*none\.toml[^\n]*\n$/],
    [["--port", "0", "--config", folder], /^[^\n]+\n$/],
    [
      ["--port", "0", "--config", broken],
      /^[^\n]*broken\.toml:2[^\n]*default_tokens_per_secnd[^\n]*\n$/,
    ],
    [["--host", "203.0.113.1"], /^Cannot listen on 203\.0\.113\.1:0: [^\n]*\n$/],
  ];
  await Promise.all(wrong.map(async ([args, says]) => {
    const { code, out, err } = await run("--port", "0", ...args);
    assertEquals([code, out], [1, ""], `${args}: ${err}`);
    assertMatch(err, says);
  }));
  await Deno.remove(folder, { recursive: true });
});

Deno.test("the program: --check-config says what is wrong, and which rules can never answer", async () => {
  const folder = await Deno.makeTempDir();
  const path = join(folder, "config.toml");
  const checked = async (text: string) => {
    await Deno.writeTextFile(path, text);
    return await run("--check-config", path);
  };
  const rules = `${ruleSaying("a")}name = "first"\n${ruleSaying("b")}name = "second"\n`;
  const [good, never, wrong] = [
    await checked(ruleSaying("a")),
    await checked(rules),
    await checked(`port = 1\n[general]\njitter = -1\n`),
  ];
  await Deno.remove(folder, { recursive: true });
  assertEquals([good.code, good.err, good.out], [0, "", `${path}: good, with 1 rules.\n`]);
  assertEquals([never.code, never.out], [1, ""]);
  assertMatch(never.err, /rule 'second' can never answer: 'first' comes before it/);
  assertEquals([wrong.code, wrong.err.split("\n").length], [1, 3]);
  assertMatch(
    wrong.err,
    /config\.toml:1: port: unknown key.*\n.*config\.toml:3: \[general\] jitter/,
  );
});

Deno.test("the program: --help and --version answer and end", async () => {
  const [help, version] = await Promise.all([run("--help"), run("--version")]);
  assertEquals([help.code, version.code, help.err, version.err], [0, 0, "", ""]);
  assertMatch(help.out, /--port PORT[\s\S]*--host HOST[\s\S]*--config FILE[\s\S]*--workers N/);
  assertMatch(version.out, /^\d+\.\d+\.\d+\n$/);
});

Deno.test("the program: two workers have one configuration, one ledger and one drain", {
  ignore: !hasThreads,
}, async () => {
  await serve(async ({ url, out, err, chat, stop }) => {
    assertMatch(out.all()[0] ?? "", /, with 2 threads$/);
    for (const speed of [30, 60, 90]) {
      await text(await post(`${url}/config`, { models: { slow: { tokens_per_second: speed } } }));
      const seen = await Promise.all(
        Array.from({ length: 24 }, async () => {
          const fresh = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
          const { tokens_per_second } = await json(
            fetch(`${url}/config/slow`, { client: fresh }),
          );
          fresh.close();
          return tokens_per_second;
        }),
      );
      assertEquals(new Set(seen), new Set([speed]));
    }
    const answers = await Promise.all(Array.from({ length: 12 }, () => chat("m")));
    await Promise.all(answers.map(text));
    const { data } = await json(fetch(`${url}/requests`));
    const ids = answers.map(({ headers }) => headers.get("x-request-id")).sort();
    assertEquals(data.map(({ id }: { id: string }) => id).sort(), ids);
    for (const id of ids) {
      assertEquals((await json(fetch(`${url}/requests/${id}?wait=1`))).outcome, "completed");
    }
    const last = await chat("slow?tps=20");
    const stopped = stop();
    assertMatch(await text(last), /data: \[DONE\]\n\n$/);
    assertEquals([await stopped, err.all()], [0, []]);
  }, { args: ["--workers", "2"] });
});

for (const workers of WORKERS) {
  Deno.test(`the program: who looks on is told of every request, with --workers ${workers}`, async () => {
    await serve(async ({ url, chat, stop }) => {
      const { body } = await fetch(`${url}/events`);
      const answers = await Promise.all(Array.from({ length: 8 }, () => chat("slow")));
      await Promise.all(answers.map(text));
      const ids = answers.map(({ headers }) => headers.get("x-request-id")).sort();
      const told = new Set<string>();
      const events = body?.pipeThrough(new ServerSentEventParseStream({ ignoreComments: true }));
      for await (const { event, data } of events ?? []) {
        const requests: { id: string; outcome: string }[] = event === "requests"
          ? JSON.parse(data ?? "[]")
          : [];
        for (const { id, outcome } of requests) if (outcome === "completed") told.add(id);
        if (told.size === ids.length) break;
      }
      assertEquals([...told].sort(), ids);
      assertEquals(await stop(), 0);
    }, { args: ["--workers", workers] });
  });
}

for (const workers of WORKERS) {
  Deno.test(`the program: a session is one, whichever thread serves it, with --workers ${workers}`, async () => {
    await serve(async ({ url, stop }) => {
      /** Each over a connection of its own, which may be another thread's. */
      const chat = async (session: string, query = "") => {
        const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
        const response = await fetch(`${url}/s/${session}/v1/chat/completions${query}`, {
          client,
          method: "POST",
          body: JSON.stringify({
            model: "slow",
            messages: [{ role: "user", content: "Hi" }],
            ...query && { stream: true },
          }),
        });
        if (!query) await response.body?.cancel();
        client.close();
        return response;
      };
      const waiting = json(fetch(`${url}/requests?session=a&wait=20&count=8`));
      const all = await Promise.all(
        ["a", "b"].flatMap((session) =>
          Array.from({ length: 8 }, async () => ({ session, ...await chat(session) }))
        ),
      );
      assertEquals(all.length, 16);
      const found: { session: string; status: number }[] = (await waiting).data;
      assertEquals(found.map(({ session }) => session), Array(8).fill("a"));
      for (const session of ["a", "b"]) {
        const { data } = await json(fetch(`${url}/requests?session=${session}`));
        const served = data.filter(({ status }: { status: number }) => status === 200);
        assertEquals([data.length, served.length], [8, 1]);
      }
      const streams = json(fetch(`${url}/streams?session=c&wait=20`));
      const stream = await chat("c", "?tps=0.001");
      assertEquals((await streams).data.length, 1);
      const ended = await json(fetch(`${url}/sessions/c`, { method: "DELETE" }));
      assertEquals(ended, { session: "c", existed: true, requests: 1, streams: 1 });
      await assertRejects(() => stream.text());
      const { data } = await json(fetch(`${url}/sessions`));
      assertEquals(data.map(({ name }: { name: string }) => name).sort(), ["a", "b"]);
      const held = json(fetch(`${url}/streams?session=e&held=true&wait=20`));
      const waiter = await chat("e", "?tps=1000&hold_at=2");
      const [{ id, tokens }] = (await held).data;
      const resumed = await post(`${url}/sessions/e`, { action: "resume", until: 4 });
      assertEquals([tokens, (await json(resumed)).data[0].id], [2, id]);
      const again = await json(fetch(`${url}/streams?session=e&held=true&wait=20`));
      assertEquals(again.data[0].tokens, 4);
      await text(await post(`${url}/sessions/e`, { action: "resume" }));
      assertMatch(await text(waiter), /data: \[DONE\]\n\n$/);
      const told = "?status=429&retry_after=60";
      for (let i = 0; i < 4; i++) await (await chat("d", told)).body?.cancel();
      const { ok, requests, findings } = await json(fetch(`${url}/verdict?session=d`));
      const kinds = findings.map(({ kind }: { kind: string }) => kind);
      assertEquals([ok, requests, kinds], [false, 4, Array(3).fill("retried_too_early")]);
      assertEquals(await stop(), 0);
    }, {
      args: ["--workers", workers],
      config: CONFIG.replace("[models.slow]", "[models.slow]\nrequests_per_minute = 1"),
    });
  });
}

for (const workers of WORKERS) {
  Deno.test(`the program: a model's places and its slowing are one, whichever thread serves, with --workers ${workers}`, async () => {
    await serve(async ({ url, stop }) => {
      /** Each over a connection of its own, which may be another thread's. */
      const chat = (model: string) =>
        fetch(`${url}/v1/chat/completions`, {
          client: Deno.createHttpClient({ poolMaxIdlePerHost: 0 }),
          method: "POST",
          body: JSON.stringify({
            model,
            stream: true,
            messages: [{ role: "user", content: "Hi" }],
          }),
        });
      const first = await chat("narrow?tps=0.001");
      assertEquals(first.status, 200);
      const others = await Promise.all(Array.from({ length: 8 }, () => chat("narrow")));
      assertEquals(others.map(({ status }) => status), Array(8).fill(503));
      for (const other of others) await other.body?.cancel();
      await first.body?.cancel();
      // Now and then the thread hears of that a little later.
      const next = await chat("narrow?max_queue=1");
      assertMatch(await text(next), /data: \[DONE\]\n\n$/);

      const streams = await Promise.all(Array.from({ length: 5 }, () => chat("slowed")));
      await Promise.all(streams.map(text));
      for (const { headers } of streams) {
        const { planned } = await json(
          fetch(`${url}/requests/${headers.get("x-request-id")}?wait=5`),
        );
        // Alone it would be 40, with four others 8; they begin and end a little apart.
        assert(planned.tokens_per_second < 20, `${planned.tokens_per_second}`);
      }
      assertEquals(await stop(), 0);
    }, {
      args: ["--workers", workers],
      config: CONFIG +
        "[models.narrow]\nmax_running = 1\nmax_queue = 0\n" +
        "[models.slowed]\ntokens_per_second = 40\nload_slowdown = 1\n",
    });
  });
}

const ruleSaying = (text: string) =>
  `[[rules]]\nwhen.user = "hi"\nreply = [{ text = "${text}" }]\n`;

Deno.test("the program: files of rules are read anew when saved, streams under way keep theirs, and a broken one changes nothing", async () => {
  await serve(async ({ url, path, out, err, chat }) => {
    const file = join(path, "..", "rules", "a.toml");
    await Deno.mkdir(join(path, "..", "rules"));
    await Deno.writeTextFile(file, ruleSaying("Said before."));
    await Deno.writeTextFile(path, `rule_files = ["rules/*.toml"]\n${CONFIG}`);
    await out.until(/Configuration changed: rules: 0 → 1.*\n/);
    const underWay = await chat("slow?tps=5");
    await Deno.writeTextFile(file, ruleSaying("Said after."));
    await out.until(/Configuration changed: rules: 1 → 1.*\n/);
    assertMatch(await text(await chat("m")), /" after"/);
    await Deno.writeTextFile(file, ruleSaying("Broken.").replace("when.user", "when.usr"));
    await err.until(/Configuration not changed: .*a\.toml:2: \[\[rules\]\] no\. 1 when\.usr.*\n/);
    assertMatch(await text(await chat("m")), /" after"/);
    assertMatch(await text(underWay), /" before"/);
    await Deno.writeTextFile(file, ruleSaying("Said again."));
    await out.until(
      /Configuration changed: rules.*\n.*Configuration changed: rules.*\n.*Configuration changed: rules.*\n/,
    );
    const { data } = await json(fetch(`${url}/rules`));
    assertEquals([data[0].source, data[0].matched], ["rules/a.toml", 0]);
  });
});

Deno.test("the program: two workers agree on rules, and on how often each has answered", {
  ignore: !hasThreads,
}, async () => {
  await serve(async ({ url, stop }) => {
    const rules = [
      { reply: [{ text: "Rare." }], times: 3 },
      { replies: [[{ text: "First." }], [{ text: "Then." }]] },
    ];
    assertEquals((await post(`${url}/rules`, { session: "t1", rules })).status, 200);
    const said = await Promise.all(Array.from({ length: 16 }, async () => {
      const fresh = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
      const body = JSON.stringify({ model: "m", messages: [{ role: "user", content: "x" }] });
      const init = { method: "POST", body, client: fresh, headers: { "x-mock-session": "t1" } };
      const { choices } = await json(fetch(`${url}/v1/chat/completions`, init));
      fresh.close();
      return choices[0].message.content;
    }));
    const count = (text: string) => said.filter((one) => one === text).length;
    assertEquals([count("Rare."), count("First."), count("Then.")], [3, 1, 12]);
    const { data } = await json(fetch(`${url}/rules?session=t1`));
    assertEquals(data.map(({ matched }: { matched: number }) => matched), [3, 13]);
    assertEquals((await json(fetch(`${url}/rules`))).data, []);
    assertEquals(await stop(), 0);
  }, { args: ["--workers", "2"] });
});
