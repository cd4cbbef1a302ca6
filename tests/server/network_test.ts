/** What networks do, on a socket of the real program: the HTTP chunks themselves, heartbeats, the end of a lingering stream. */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";
import { posted, type RawAnswer, served, textOf } from "./served.ts";
import { WORKERS } from "./the_program.ts";

const CHAT = "/v1/chat/completions";
const ask = (more: object = {}) => ({
  model: "m",
  messages: [{ role: "user", content: "Hello!" }],
  ...more,
});
const ASKS: readonly [path: string, body: object][] = [
  [CHAT, ask()],
  ["/v1/completions", { model: "m", prompt: "Hello!", max_tokens: 8 }],
  ["/v1/responses", { model: "m", input: "Hello!" }],
  ["/v1/messages", { ...ask(), max_tokens: 8 }],
];
const FAST = "seed=7&tps=2000&ttft=0&response_length=short";
const sizes = ({ chunks }: RawAnswer) => chunks.map(({ length }) => length);

/** Whether a text ends inside a character, which a decoder that is not told of more shows. */
const isCutInside = (bytes: Uint8Array) => new TextDecoder().decode(bytes).endsWith("\uFFFD");

Deno.test("the program: write_bytes is the size of HTTP chunks, whole and streamed, on each wire", async () => {
  await served(async (port) => {
    for (const [path, body] of ASKS) {
      for (const stream of [false, true]) {
        const answer = await posted(port, path, `${FAST}&write_bytes=32`, { ...body, stream });
        assert(answer.head.startsWith("HTTP/1.1 200"), `${path}: ${answer.head}`);
        assert(answer.isWhole);
        assertEquals(Math.max(...sizes(answer)), 32, `${path} ${stream}`);
        const short = sizes(answer).filter((size) => size < 32).length;
        if (!stream) assertEquals(short, 1);
        const plain = await posted(port, path, FAST, { ...body, stream });
        const dates = /"(?:created|created_at|completed_at)":\d+/g;
        const undated = ({ chunks }: RawAnswer) => textOf(chunks).replace(dates, "");
        if (stream) assertEquals(undated(answer), undated(plain));
      }
    }
  });
});

Deno.test("the program: a character is divided between two HTTP chunks, and streams beside it are not", async () => {
  await served(async (port) => {
    const refusal = "refuse=true&refusal_message=" + encodeURIComponent("🙂🌊🙂🌊🙂🌊");
    const say = (mock: string) =>
      posted(port, CHAT, `${FAST}&${refusal}${mock}`, ask({ stream: true }));
    const [cut, plain, ranged] = await Promise.all([
      say("&write_bytes=1"),
      say(""),
      say("&write_bytes=1-40"),
    ]);
    assertEquals(new Set(sizes(cut)), new Set([1]));
    assert(cut.chunks.some(isCutInside) && ranged.chunks.some(isCutInside));
    assertEquals(plain.chunks.some(isCutInside), false);
    assert(sizes(ranged).every((size) => size <= 40));
    const said = ({ chunks }: RawAnswer) => textOf(chunks).replace(/"created":\d+/g, "");
    assertEquals([said(cut), said(ranged)], [said(plain), said(plain)]);
    assertStringIncludes(textOf(cut.chunks), "🙂");
  });
});

Deno.test("the program: heartbeats come before the first token, and while a stream lingers", async () => {
  await served(async (port) => {
    const beats = (text: string) => text.split(": keep-alive\r\n\r\n").length - 1;
    const first = await posted(
      port,
      CHAT,
      "ttft=100000&keep_alive_ms=20&line_ending=crlf&bom=true",
      ask({ stream: true }),
      ({ chunks }) => beats(textOf(chunks)) >= 3,
    );
    assertEquals(textOf(first.chunks).replaceAll(": keep-alive\r\n\r\n", ""), "\uFEFF");
    const lingering = await posted(
      port,
      CHAT,
      `${FAST}&ending=linger&keep_alive_ms=20`,
      ask({ stream: true }),
      // Two at least: on a busy machine several are read at once.
      ({ chunks }) => /data: \[DONE\]\n\n(?:: keep-alive\n\n){2,}$/.test(textOf(chunks)),
    );
    assertEquals(lingering.isWhole, false);
  }, ["--workers", WORKERS.at(-1) ?? ""]);
});

/** What each wire is asked for, all of it within what the wire has. */
const SHAPES: Readonly<Record<string, readonly string[]>> = {
  [CHAT]: [
    ...["stop", "length", "content_filter", "tool_calls", "none"].map((one) => `finish=${one}`),
    ...["complete", "no_done", "no_finish", "twice"].map((one) => `ending=${one}`),
    ...["last", "every", "early", "empty", "none", "exclusive_cache"].map((one) => `usage=${one}`),
    ...["whole", "no_index", "index_0", "id_in_all", "interleaved", "null_arguments"].map((one) =>
      `tool_deltas=${one}`
    ),
    ...["invalid_arguments", "missing_keys"].map((one) => `tool_deltas=${one}`),
    ...["null_delta", "no_delta", "no_id", "empty_id", "changing_id", "empty_choices_first"].map(
      (one) => `chunks=${one}`,
    ),
    ...["role_in_all", "empty_finish", "finish_with_text", "null_chunk"].map((one) =>
      `chunks=${one}`
    ),
    "chunks=reasoning_field&reasoning_tokens=3&reasoning_text=content",
  ],
  "/v1/responses": [
    ...["stop", "length", "content_filter"].map((one) => `finish=${one}`),
    ...["complete", "no_finish", "twice"].map((one) => `ending=${one}`),
    ...["last", "empty", "none", "exclusive_cache"].map((one) => `usage=${one}`),
    ...["whole", "invalid_arguments", "missing_keys"].map((one) => `tool_deltas=${one}`),
    ...["no_id", "empty_id", "no_sequence", "unnamed", "unknown_event"].map((one) =>
      `chunks=${one}`
    ),
  ],
  "/v1/messages": [
    ...["stop", "length", "content_filter", "tool_calls", "none"].map((one) => `finish=${one}`),
    ...["complete", "no_finish", "twice"].map((one) => `ending=${one}`),
    ...["last", "every", "early", "empty", "none", "exclusive_cache"].map((one) => `usage=${one}`),
    ...["whole", "invalid_arguments", "missing_keys"].map((one) => `tool_deltas=${one}`),
    ...["no_id", "empty_id", "no_ping", "unnamed", "unknown_event"].map((one) => `chunks=${one}`),
  ],
};
const STYLES = [
  "line_ending=crlf",
  "line_ending=cr",
  "data_space=false",
  "data_lines=4",
  "bom=true",
  "event_ids=true",
  "burst=3",
  "burst_ms=20",
];
const PARAMETERS = { type: "object", properties: { city: { const: "Oslo" } }, required: ["city"] };
const TOOLS: Readonly<Record<string, readonly object[]>> = {
  [CHAT]: [{ type: "function", function: { name: "find", parameters: PARAMETERS } }],
  "/v1/responses": [{ type: "function", name: "find", parameters: PARAMETERS }],
  "/v1/messages": [{ name: "find", input_schema: PARAMETERS }],
};

Deno.test("the program: the bytes on a socket are those that the tests in process look at, for each key", async () => {
  const undated = (text: string) => text.replace(/"(?:created|created_at|completed_at)":\d+/g, "");
  await served(async (port) => {
    for (const [path, body] of ASKS) {
      for (const style of [...SHAPES[path] ?? [], ...STYLES]) {
        const asked = {
          ...body,
          stream: true,
          ...(style.startsWith("tool_deltas") ? { tools: TOOLS[path] } : {}),
        };
        const mock = `${FAST}&tool_calls=2&${style}`;
        const answer = await posted(port, path, mock, asked);
        const mocker = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) });
        const inProcess = await mocker.fetch(`http://mock${path}`, {
          method: "POST",
          headers: { "x-mock": mock },
          body: JSON.stringify(asked),
        });
        assertEquals(inProcess.status, 200, `${path} ${style}`);
        const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(await inProcess.bytes());
        assertEquals(undated(textOf(answer.chunks)), undated(text), `${path} ${style}`);
        assert(answer.isWhole, `${path} ${style}`);
      }
    }
  });
});
