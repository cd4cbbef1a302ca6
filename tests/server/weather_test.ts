/** Weather on a socket of the real program: what a cut, a held head and a broken connection look like below all clients. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { posted, type RawAnswer, served, textOf } from "./served.ts";
import { WORKERS } from "./the_program.ts";

const hello = { model: "m", messages: [{ role: "user", content: "Hello!" }], stream: true };
const ASKS: readonly [path: string, body: object][] = [
  ["/v1/chat/completions", hello],
  ["/v1/responses", { model: "m", input: "Hello!", stream: true }],
  ["/v1/messages", { ...hello, max_tokens: 100 }],
];
const FAST = "seed=7&tps=2000&ttft=0&response_length=short";
const bytesOf = ({ chunks }: RawAnswer) => chunks.reduce((sum, { length }) => sum + length, 0);

/** Whether a text ends inside a character, which a decoder that is not told of more shows. */
const endsInside = ({ chunks }: RawAnswer) =>
  new TextDecoder().decode(chunks.at(-1)).endsWith("\uFFFD");

Deno.test("the program: a cut that drops has no last chunk, and one that closes has it, on each wire", async () => {
  await served(async (port) => {
    for (const [path, body] of ASKS) {
      const ask = (mock: string, whole = false) =>
        posted(port, path, `${FAST}&${mock}`, { ...body, stream: !whole });
      const dropped = await ask("cut_at=5");
      assertMatch(dropped.head, /^HTTP\/1.1 200/);
      assertEquals([dropped.isWhole, textOf(dropped.chunks).endsWith("\n\n")], [false, true], path);
      const closed = await ask("cut_at=5&cut=close");
      assertEquals([closed.isWhole, textOf(closed.chunks).endsWith("\n\n")], [true, true]);
      const half = await ask("cut_at=5&cut=half_event");
      assertEquals([half.isWhole, textOf(half.chunks).endsWith("\n\n")], [true, false]);
      assert(bytesOf(half) > bytesOf(closed));
      const whole = await ask("cut=drop", true);
      assertEquals([whole.isWhole, bytesOf(whole) > 50], [false, true]);
    }
  });
});

Deno.test("the program: half a character is the last that leaves, on each wire", async () => {
  await served(async (port) => {
    const words = `refuse=true&refusal_message=${encodeURIComponent("Nein 日本語 😀 danke")}`;
    for (const [path, body] of ASKS) {
      const answer = await posted(port, path, `${FAST}&${words}&cut=half_character&cut_at=1`, body);
      assertEquals([answer.isWhole, endsInside(answer)], [true, true], path);
    }
  });
});

Deno.test("the program: errors in place of an answer, their bodies and when to come again, on each wire", async () => {
  await served(async (port) => {
    for (const [path, body] of ASKS) {
      const ask = async (mock: string) => {
        const { head, chunks } = await posted(port, path, mock, body);
        return { head: head.toLowerCase(), status: head.slice(9, 12), text: textOf(chunks) };
      };
      for (const status of ["400", "429", "500", "503", "529"]) {
        const answer = await ask(`status=${status}`);
        assertEquals(answer.status, status, path);
        assertMatch(answer.head, /content-type: application\/json/);
      }
      assertMatch((await ask("status=502&error_body=html")).head, /content-type: text\/html/);
      assertMatch((await ask("error_body=empty")).head, /content-length: 0/);
      const { head } = await ask("error=rate_limit&retry_after=7&should_retry=false");
      assertMatch(head, /retry-after: 7\r\n/);
      assertMatch(head, /x-should-retry: false/);
      assertMatch(
        (await ask("error=overloaded&retry_after=7&retry_after_form=ms")).head,
        /retry-after-ms: 7000/,
      );
    }
  });
});

Deno.test("the program: an error after the 200, as each wire has it, and what follows it", async () => {
  await served(async (port) => {
    const forms = [
      /data: \{"error":\{[^\n]*\}\n\n$/,
      /\nevent: error\ndata: [^\n]*\n\nevent: response\.failed\n[^\n]*\n\n$/,
      /\nevent: error\ndata: \{"type":"error",[^\n]*\}\n\n$/,
    ];
    for (const [i, [path, body]] of ASKS.entries()) {
      const ask = (mock: string, enough?: (answer: RawAnswer) => boolean) =>
        posted(port, path, `${FAST}&error_at=3&${mock}`, body, enough);
      const closed = await ask("error_then=close");
      assertMatch(closed.head, /^HTTP\/1.1 200/);
      assertMatch(textOf(closed.chunks), forms[i] ?? /^$/);
      assertEquals(closed.isWhole, true);
      const isError = ({ chunks }: RawAnswer) => forms[i]?.test(textOf(chunks)) ?? true;
      const hung = await ask("error_then=hang", isError);
      assertEquals(hung.isWhole, false);
      assertEquals(undated(textOf(hung.chunks)), undated(textOf(closed.chunks)));
      const on = await ask("error_then=go_on");
      assert(on.isWhole && bytesOf(on) > bytesOf(closed));
    }
  });
});

const undated = (text: string) => text.replace(/"(?:created|created_at)":\d+/g, "");

Deno.test("the program: a silence is as long as it was asked for, and a head as late", async () => {
  await served(async (port) => {
    for (const [path, body] of ASKS) {
      for (const mock of ["stall_at=2&stall_ms=120", "head=120"]) {
        const from = performance.now();
        const { isWhole } = await posted(port, path, `${FAST}&${mock}`, body);
        assert(isWhole && performance.now() - from >= 119, `${path} ${mock}`);
      }
    }
  });
});

Deno.test("the program: bytes that are no UTF-8, in an event that is whole", async () => {
  await served(async (port) => {
    for (const [path, body] of ASKS) {
      const { chunks, isWhole } = await posted(port, path, `${FAST}&malformed=bad_utf8`, body);
      assertEquals([isWhole, textOf(chunks).split("\uFFFD").length], [true, 2], path);
    }
  });
});

Deno.test("the program: a head that never comes, and one that comes to a connection that breaks", async () => {
  await served(async (port) => {
    const [path, body] = ASKS[0] ?? ["", {}];
    // Nobody can wait for never; what can be seen is that nothing came before what was asked for later.
    // Node resets a connection by which nothing was sent; Deno ends one whose head it sends then.
    const never = posted(port, path, "head=never", body)
      .catch(() => ({ chunks: [], isWhole: false }));
    const late = await posted(port, path, `${FAST}&head=300`, body);
    assertMatch(late.head, /^HTTP\/1.1 200/);
    const reset = await posted(port, path, "head=reset", body).catch(() => undefined);
    assertEquals([reset?.chunks ?? [], reset?.isWhole ?? false], [[], false]);
    const streams = await (await fetch(`http://localhost:${port}/streams`)).json();
    assertEquals(streams.data.length, 1);
    await fetch(`http://localhost:${port}/streams/${streams.data[0].id}`, {
      method: "POST",
      body: JSON.stringify({ action: "drop" }),
    });
    const { chunks, isWhole } = await never;
    assertEquals([chunks, isWhole], [[], false]);
  });
});

Deno.test("the program with two workers: times counts over both, and begins anew when it is said again", async () => {
  await served(async (port) => {
    const say = async () => {
      const { message } = await (await fetch(`http://localhost:${port}/config`, {
        method: "POST",
        body: JSON.stringify({ status: 503, times: 3 }),
      })).json();
      assertMatch(message, /Configuration updated/);
    };
    for (let round = 0; round < 2; round++) {
      await say();
      const heads = [];
      for (let i = 0; i < 8; i++) {
        const { head } = await posted(port, ASKS[0]?.[0] ?? "", "tps=inf", hello);
        heads.push(head.slice(9, 12));
      }
      assertEquals(heads, ["503", "503", "503", "200", "200", "200", "200", "200"]);
    }
  }, ["--workers", WORKERS.at(-1) ?? ""]);
});
