/** `GET /events`: what is told to whoever looks on, when, and until when. */

import { assertEquals } from "@std/assert";
import { ServerSentEventParseStream } from "@std/http/server-sent-event-parse-stream";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";

/** A mocker of one model, and what an onlooker has heard from it. */
async function startOnlooker() {
  const clock = new FakeClock();
  const mocker = createStreamMocker({ clock, config: "[general]\ndefault_tokens_per_second = 10" });
  const leaving = new AbortController();
  const { body } = await mocker.fetch("http://mock/events", { signal: leaving.signal });
  // deno-lint-ignore no-explicit-any -- The tests look into JSON of any shape.
  const heard: { event: string | undefined; data: any }[] = [];
  const reading = body?.pipeThrough(new ServerSentEventParseStream({ ignoreComments: true }))
    .pipeTo(
      new WritableStream({
        write: ({ event, data }) => void heard.push({ event, data: JSON.parse(data ?? "") }),
      }),
    ).catch(() => {});
  const chat = async () => {
    const response = await mocker.fetch("http://mock/v1/chat/completions", {
      method: "POST",
      body: JSON.stringify({
        model: "m",
        stream: true,
        response_length: "short",
        messages: [{ role: "user", content: "Hello" }],
      }),
    });
    void response.text().catch(() => {});
    return response.headers.get("x-request-id") ?? "";
  };
  const post = (path: string, body: unknown) =>
    mocker.fetch(`http://mock${path}`, { method: "POST", body: JSON.stringify(body) });
  const names = () => heard.map(({ event }) => event);
  const leave = async () => {
    leaving.abort();
    await reading;
  };
  return { clock, heard, names, chat, post, leave };
}

Deno.test("events: a request is told when it comes and when it ends, its stream twice a second", async () => {
  const { clock, heard, names, chat, leave } = await startOnlooker();
  const id = await chat();
  await clock.advance(100);
  assertEquals(names(), ["requests"]);
  assertEquals(
    heard[0]?.data.map((one: { id: string; outcome: string }) => [one.id, one.outcome]),
    [
      [id, "open"],
    ],
  );
  await clock.advance(1400);
  assertEquals(names(), ["requests", "streams", "streams", "streams"]);
  assertEquals(heard.at(-1)?.data[0].tokens, 14);
  await clock.advance(10_000);
  const [summary] = heard.findLast(({ event }) => event === "requests")?.data ?? [];
  assertEquals([summary.id, summary.outcome], [id, "completed"]);
  assertEquals(heard.at(-1), { event: "streams", data: [] });
  assertEquals(clock.pending, 0, "nobody looks while nothing is under way");
  await leave();
});

Deno.test("events: what is done to a stream by hand is told at once", async () => {
  const { clock, heard, chat, post, leave } = await startOnlooker();
  const id = await chat();
  await post(`/streams/${id}`, { action: "pause" });
  await clock.advance(0);
  assertEquals(heard.at(-1)?.event, "streams");
  assertEquals(heard.at(-1)?.data[0].paused, true);
  await post(`/streams/${id}`, { action: "drop" });
  await leave();
});

Deno.test("events: an edit of the configuration is told with what changed, a refused one with why", async () => {
  const { clock, heard, post, leave } = await startOnlooker();
  await post("/config", { tokens_per_second: 20 });
  await post("/config", { tokens_per_second: -1 });
  await clock.advance(0);
  assertEquals(heard[0], {
    event: "config",
    data: { kind: "done", lines: ["general: default_tokens_per_second 10 → 20"], warnings: [] },
  });
  assertEquals(heard[1]?.data.kind, "refused");
  await leave();
});

Deno.test("events: who has left costs nothing more", async () => {
  const { clock, heard, chat, leave } = await startOnlooker();
  await leave();
  await chat();
  await clock.advance(10_000);
  assertEquals(heard, []);
  assertEquals(clock.pending, 0);
});
