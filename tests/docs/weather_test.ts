/** The troubles of docs/weather.md: each line, as it stands there, brings what is said of it. */

import Anthropic from "@anthropic-ai/sdk";
import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

const page = await Deno.readTextFile(new URL("../../docs/weather.md", import.meta.url));
const section = page.split("## Well-known troubles")[1]?.split("\n## ")[0] ?? "";
const LINES = new Map(
  [...section.matchAll(/^\| (.+?) +\| `([^`]+)` +\|/gm)].map(([, trouble = "", line = ""]) => [
    trouble,
    line,
  ]),
);

const messages = [{ role: "user" as const, content: "Hi" }];
const tools = [{
  type: "function" as const,
  function: {
    name: "find",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
}];

/** A server, and a chat stream in the weather of a line. */
function start(line: string) {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker({ clock });
  const send = (more: object = {}, init: RequestInit = {}) =>
    mocker.fetch("http://mock/v1/chat/completions", {
      method: "POST",
      headers: { "x-mock": line },
      body: JSON.stringify({ model: "m", messages, stream: true, ...more }),
      ...init,
    });
  const newest = async () => {
    const { data } = await (await mocker.fetch("http://mock/requests")).json();
    return data[0];
  };
  const count = async () => (await (await mocker.fetch("http://mock/requests")).json()).data.length;
  const options = {
    apiKey: "any",
    fetch: mocker.fetch,
    defaultHeaders: { "x-mock": line },
  };
  const openai = new OpenAI({ baseURL: "http://mock/v1", ...options });
  const anthropic = new Anthropic({ baseURL: "http://mock", ...options });
  return { clock, mocker, send, newest, count, openai, anthropic };
}

type Server = ReturnType<typeof start>;

/** Reads until nothing more comes, which is when the body ends or nobody waits for a moment. */
async function readWhile(response: Response, enough: (text: string) => boolean): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (enough(text)) break;
  }
  return text;
}

const contents = (text: string) =>
  [...text.matchAll(/"delta":\{"content":"((?:[^"\\]|\\.)+)"/g)].map(([, content]) => content);

const RUNS: Readonly<Record<string, (server: Server) => Promise<void>>> = {
  "My spinner never stops": async ({ send, newest, clock }) => {
    const abort = new AbortController();
    const response = await send({}, { signal: abort.signal });
    const text = await readWhile(response, (text) => contents(text).length === 5);
    assertEquals(contents(text).length, 5);
    assertEquals([(await newest()).tokens, clock.pending], [5, 0]);
  },
  "Emoji turn to �": async ({ send }) => {
    let isCut = false;
    let whole = "";
    const decoder = new TextDecoder();
    for await (const bytes of (await send({ mock: { tokens_per_second: "inf" } })).body ?? []) {
      isCut ||= new TextDecoder().decode(bytes).includes("\ufffd");
      whole += decoder.decode(bytes, { stream: true });
    }
    assert(isCut && !whole.includes("\ufffd"));
    assertMatch(whole, /👨/u);
  },
  "Stop does not stop the bill": async ({ openai, newest, clock }) => {
    const stream = await openai.chat.completions.create({ model: "m", messages, stream: true });
    let seen = 0;
    for await (const _ of stream) if (++seen === 4) stream.controller.abort();
    await clock.advance(0);
    const { outcome, tokens } = await newest();
    assertEquals(outcome, "client_left");
    assert(tokens < 10, `${tokens}`);
  },
  "The SDK retries and I pay thrice": async ({ openai, anthropic, count }) => {
    await assertRejects(() => openai.chat.completions.create({ model: "m", messages }));
    assertEquals(await count(), 3);
    await assertRejects(() => anthropic.messages.create({ model: "m", max_tokens: 9, messages }));
    assertEquals(await count(), 6);
  },
  "It works the second time, but nobody asks again": async ({ openai, count }) => {
    const { choices } = await openai.chat.completions.create({ model: "m", messages });
    assertEquals([choices.length, await count()], [1, 3]);
  },
  "Half an answer is taken for a whole one": async ({ openai, newest }) => {
    const stream = await openai.chat.completions.create({ model: "m", messages, stream: true });
    const reasons = [];
    for await (const { choices } of stream) reasons.push(choices[0]?.finish_reason);
    assert(reasons.length > 5 && reasons.every((reason) => reason === null));
    assertEquals((await newest()).outcome, "fault");
  },
  "It says 200 and then it fails": async ({ openai, count }) => {
    const stream = await openai.chat.completions.create({ model: "m", messages, stream: true });
    await assertRejects(async () => {
      for await (const _ of stream);
    }, OpenAI.APIError);
    assertEquals(await count(), 1);
  },
  "The connection dies in the middle of a tool call": async ({ send }) => {
    const response = await send({ tools, tool_choice: "required" });
    let text = "";
    await assertRejects(async () => {
      for await (const bytes of response.body ?? []) text += new TextDecoder().decode(bytes);
    });
    const args = [...text.matchAll(/"arguments":"((?:[^"\\]|\\.)*)"/g)].map(([, part]) => part)
      .join("");
    assertMatch(args, /^\{/);
    assert(!args.endsWith("}"), args);
  },
  "Cannot read properties of undefined (reading '0')": async ({ send }) => {
    for (const stream of [true, false]) {
      const response = await send({ stream });
      assertEquals(response.status, 200);
      const body = await response.json();
      assertEquals([body.choices, body.error.code], [undefined, "rate_limit_exceeded"]);
    }
  },
  "Unexpected token '<'": async ({ send }) => {
    const response = await send();
    assertEquals(response.status, 502);
    await assertRejects(() => response.json(), SyntaxError);
  },
  "Unexpected end of JSON input": async ({ send }) => {
    const events = (await (await send()).text()).split("\n\n").filter((event) => event !== "");
    const bad = events.slice(0, -1).filter((event) => {
      try {
        return !JSON.parse(event.slice("data: ".length));
      } catch {
        return true;
      }
    });
    assertEquals(bad.length, 1);
  },
  "The proxy gives up before the first token": async ({ send, clock }) => {
    const response = await send();
    assertEquals(clock.now(), 40_000);
    await response.body?.cancel();
  },
  "Tokens come in lumps": async ({ send, clock }) => {
    const times = new Set<number>();
    for await (const _ of (await send()).body ?? []) times.add(clock.now());
    // The last lump leaves with the end.
    assert(times.size > 3 && [...times].slice(0, -1).every((time) => time % 1000 === 0));
  },
  "My token counter says NaN": async ({ send }) => {
    assert(!(await (await send()).text()).includes("usage"));
  },
  "It waits for [DONE]": async ({ send }) => {
    const text = await (await send()).text();
    assertMatch(text, /"finish_reason":"stop"/);
    assert(!text.includes("[DONE]"));
  },
  "The load balancer cuts what is silent for a minute": async ({ send, clock }) => {
    const beats = (await (await send()).text()).split(": keep-alive").length - 1;
    assert(beats >= 5 && beats <= 6, `${beats}`);
    assert(clock.now() > 90_000);
  },
  "Everybody comes back at the same moment": async ({ send }) => {
    const { status, headers } = await send();
    assertEquals([status, headers.get("retry-after")], [429, "20"]);
  },
};

Deno.test("docs/weather.md has a test for each trouble, and a trouble for each test", () => {
  assert(LINES.size >= 12);
  assertEquals([...LINES.keys()].toSorted(), Object.keys(RUNS).toSorted());
});

for (const [trouble, line] of LINES) {
  Deno.test(`docs/weather.md: ${trouble} is ${line}`, async () =>
    await RUNS[trouble]?.(start(line)));
}
