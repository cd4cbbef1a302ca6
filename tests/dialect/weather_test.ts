/** Weather from a request to the bytes, on three wires: each fault, what it costs, and what the ledger says of it. */

import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { FakeClock } from "../../routes/mod.ts";
import { ERROR_NAMES } from "../../lib/config/faults.ts";
import { eventsIn, start, WIRE_NAMES } from "./weather_fixture.ts";

for (const wire of WIRE_NAMES) {
  const test = (name: string, run: (server: ReturnType<typeof start>) => Promise<void>) =>
    Deno.test(`weather on ${wire}: ${name}`, () => run(start()));

  test("a status is the service's own error of it, for a stream and a whole answer", async ({ ask }) => {
    for (const whole of [false, true]) {
      for (const status of [400, 401, 404, 429, 500, 503, 529]) {
        const { response, text, entry } = await ask({ status }, { wire, whole });
        assertEquals([response.status, entry.status, entry.outcome], [status, status, "error"]);
        const { error } = JSON.parse(text);
        assertEquals(typeof error.message, "string");
        assertEquals(entry.faults, [{ kind: "status", place: null, at_ms: 0 }]);
        assertEquals([entry.model, entry.error.length > 0], ["m", true]);
      }
    }
  });

  test("each error has a status and words of its own", async ({ ask }) => {
    const said = new Set<string>();
    for (const error of ERROR_NAMES) {
      const { response, text } = await ask({ error }, { wire });
      assert(response.status >= 400);
      said.add(JSON.parse(text).error.message);
    }
    assertEquals(said.size, ERROR_NAMES.length);
  });

  test("an error may come with a 200, and no other status below 400", async ({ ask }) => {
    const { response, entry } = await ask({ error: "rate_limit", status: 200 }, { wire });
    assertEquals([response.status, entry.outcome], [200, "error"]);
    assertEquals((await ask({ status: 204 }, { wire })).response.status, 400);
  });

  test("an error with a 200 says the same as with its own status", async ({ ask }) => {
    const said = async (mock: object) => {
      const { text } = await ask(mock, { wire });
      const { request_id: _, ...body } = JSON.parse(text);
      return body;
    };
    for (const error of ERROR_NAMES) {
      assertEquals(await said({ error, status: 200 }), await said({ error }));
    }
    assertEquals(await said({ status: 200 }), await said({ status: 500 }));
  });

  test("an error's status may be another", async ({ ask }) => {
    const { response, text } = await ask({ error: "rate_limit", status: 500 }, { wire });
    assertEquals(response.status, 500);
    assertMatch(text, /rate limit/i);
  });

  test("an error's body may be a gateway's, nothing, or half", async ({ ask }) => {
    const bodies = await Promise.all(
      ["html", "text", "empty", "half_json"].map(async (error_body) => {
        const { response, text } = await ask({ error_body, status: 502 }, { wire });
        assertEquals(response.status, 502);
        return [response.headers.get("content-type"), text.slice(0, 8)];
      }),
    );
    assertEquals(bodies.map(([type]) => type), [
      "text/html",
      "text/plain",
      null,
      "application/json",
    ]);
    assertEquals(bodies.slice(0, 3).map(([, text]) => text), ["<html>\r\n", "upstream", ""]);
    assertEquals((await ask({ error_body: "half_json" }, { wire })).response.status, 500);
  });

  test("when to come again, in three forms, in place of what the service says", async ({ ask }) => {
    const headers = async (mock: object) => {
      const { response } = await ask({ error: "rate_limit", retry_after: 2, ...mock }, { wire });
      return ["retry-after", "retry-after-ms", "x-should-retry"].map((key) =>
        response.headers.get(key)
      );
    };
    const usual = wire === "messages" ? "true" : null;
    assertEquals(await headers({}), ["2", null, usual]);
    assertEquals(await headers({ retry_after_form: "ms" }), [null, "2000", usual]);
    assertEquals(await headers({ retry_after_form: "date", should_retry: false }), [
      "Tue, 14 Nov 2023 22:13:22 GMT",
      null,
      "false",
    ]);
  });

  test("an error after the 200 is in this wire's form, and ends the stream as a fault", async ({ ask }) => {
    const { response, text, entry } = await ask({ error_at: 2 }, { wire });
    assertEquals([response.status, entry.outcome, entry.tokens], [200, "fault", 2]);
    assertEquals(entry.faults, [{ kind: "error_at", place: 2, at_ms: 200 }]);
    const last = eventsIn(text).slice(wire === "responses" ? -2 : -1);
    const [error] = last.map((event) => JSON.parse(event.split("data: ")[1] ?? ""));
    const told = {
      chat: { error: SERVER_ERROR },
      responses: { type: "error", sequence_number: 6, error: SERVER_ERROR },
      messages: {
        type: "error",
        error: { details: null, type: "api_error", message: "Internal server error" },
      },
    };
    assertEquals(error, told[wire]);
    assertEquals(
      last.map((event) => event.split("\n")[0]?.replace(/\{.*/, "")),
      {
        chat: ["data: "],
        responses: ["event: error", "event: response.failed"],
        messages: ["event: error"],
      }[wire],
    );
  });

  test("an error after the 200 may be any by name, and the stream may go on", async ({ ask }) => {
    const { text, entry } = await ask(
      { error_at: "50%", error: "overloaded", error_then: "go_on" },
      { wire },
    );
    assertMatch(text, /overloaded|Overloaded/);
    assertEquals([entry.outcome, entry.tokens], ["completed", 8]);
  });

  test("an error before the first token takes the number of what would have come", async ({ ask }) => {
    const { text, entry } = await ask({ error_at: 0 }, { wire });
    assertEquals([entry.tokens, entry.outcome], [0, "fault"]);
    assert(!text.includes("Light"));
    const numbers = [...text.matchAll(/"sequence_number":(\d+)/g)].map(([, n]) => Number(n));
    assertEquals(numbers, numbers.map((_, i) => i));
  });

  test("a cut ends the stream where it is asked for, and nothing leaves after", async () => {
    const clear = (await start().ask({ seed: 7 }, { wire })).text;
    for (const cut of ["drop", "close", "half_event", "half_character"]) {
      const { text, broke, entry } = await start().ask({ seed: 7, cut_at: 3, cut }, { wire });
      assert(clear.startsWith(text), cut);
      assert(text.length < clear.length);
      assertEquals([broke, entry.outcome, entry.tokens], [cut === "drop", "fault", 3]);
      assertEquals(text.endsWith("\n\n"), cut === "drop" || cut === "close");
    }
  });

  test("half a character is the beginning of one", async ({ ask }) => {
    const mock = { response_length: "wide", cut: "half_character", cut_at: 1 };
    const { bytes, text } = await ask(mock, { wire });
    assert((bytes.at(-1) ?? 0) >= 0xc0);
    assertEquals(text.at(-1), "\ufffd");
  });

  test("inside the arguments is inside them, and where nothing is called it is nowhere", async ({ ask }) => {
    const called = await ask({ cut_at: "arguments" }, { wire, tool: true });
    assertEquals([called.broke, called.entry.faults[0].place], [true, "arguments"]);
    assertMatch(called.text, wire === "messages" ? /partial_json/ : /arguments/);
    const { broke, entry } = await ask({ cut_at: "arguments" }, { wire });
    assertEquals([broke, entry.outcome], [false, "completed"]);
    assertMatch(entry.faults[0].note, /no effect/);
  });

  test("a silence is in the plan: what comes late by it is not late", async ({ ask }) => {
    const { times, entry } = await ask({ stall_at: 2, stall_ms: 5000 }, { wire });
    assertEquals([times.at(-1), entry.outcome], [5800, "completed"]);
    assertEquals(entry.schedule_error_ms.max, 0);
    assertEquals(entry.planned.largest_gap_ms, 5100);
    assertEquals(entry.faults, [{ kind: "stall_at", place: 2, at_ms: 200 }]);
  });

  test("one bad event among good ones", async () => {
    const clear = eventsIn((await start().ask({ seed: 7 }, { wire })).text);
    for (const malformed of ["half_json", "not_json", "bad_utf8", "empty_data", "wrong_type"]) {
      const { text, entry } = await start().ask({ seed: 7, malformed, malformed_at: 2 }, { wire });
      const events = eventsIn(text);
      assertEquals(events.length, clear.length);
      assertEquals(events.filter((event, i) => event !== clear[i]).length, 1, malformed);
      assertEquals([entry.outcome, entry.tokens], ["completed", 8]);
    }
  });

  test("the head with the first token, and after so long", async ({ send, clock }) => {
    for (const [head, ms] of [["with_first_token", 100], [250, 250], ["at_once", 0]] as const) {
      const began = clock.now();
      const response = await send({ head }, { wire });
      assertEquals(clock.now() - began, ms);
      await response.text();
    }
  });

  test("a whole answer comes late, in half, or broken", async ({ ask }) => {
    const late = await ask({ stall_ms: 700 }, { wire, whole: true });
    assertEquals([late.times, late.entry.outcome], [[700], "completed"]);
    JSON.parse(late.text);
    for (const cut of ["drop", "close"]) {
      const { text, broke, entry } = await ask({ cut }, { wire, whole: true });
      assertEquals([broke, entry.outcome], [cut === "drop", "fault"]);
      assert(text.length > 0 && text.length < late.text.length * 0.6);
    }
  });

  test("the same seed has the same weather, byte for byte and tick for tick", async ({ ask }) => {
    const mock = {
      seed: 5,
      probability: 0.5,
      stall_ms: 300,
      malformed: "half_json",
      error_at: "75%",
    };
    const [first, again] = [await ask(mock, { wire }), await ask(mock, { wire })];
    const idless = (text: string) =>
      text.replace(/req_\w+/g, "").replace(/"(created|created_at|completed_at)":\d+/g, "");
    assertEquals(idless(first.text), idless(again.text));
    assertEquals(first.times, again.times);
  });
}

const SERVER_ERROR = {
  message: "The server had an error while processing your request. Sorry about that!",
  type: "server_error",
  param: null,
  code: null,
};

Deno.test("weather: a request that hangs is listed, and gone when its client is", async () => {
  const clock = new FakeClock();
  const { send, get, entry } = start("", clock);
  const abort = new AbortController();
  const asked = send({ head: "never" }, { signal: abort.signal });
  await clock.advance(600_000);
  assertEquals((await get("/streams")).data.length, 1);
  assertEquals([(await entry()).outcome, (await entry()).model], ["open", "m"]);
  const rejected = assertRejects(() => asked);
  abort.abort();
  await rejected;
  const { outcome, status, faults } = await entry();
  assertEquals([outcome, status, clock.pending], ["client_left", null, 0]);
  assertEquals(faults, [{ kind: "head", place: "never", at_ms: 0 }]);
  assertEquals((await get("/streams")).data, []);
});

Deno.test("weather: a reset breaks the connection, and no body comes", async () => {
  const { ask } = start();
  const { broke, bytes, entry } = await ask({ head: "reset" });
  assertEquals([broke, bytes.length, entry.outcome], [true, 0, "fault"]);
  assertMatch(entry.faults[0].note, /nothing is sent where the platform can/);
});

Deno.test("weather: an error's head waits, too", async () => {
  const { send, clock } = start();
  const response = await send({ status: 503, head: 800 });
  assertEquals([response.status, clock.now()], [503, 800]);
});

Deno.test("weather: a stream that errs and hangs stays open, without a timer, until its client leaves", async () => {
  const clock = new FakeClock();
  const { send, entry } = start("", clock);
  const asked = send({ error_at: 1, error_then: "hang" });
  await clock.advance(0);
  const reader = (await asked).body?.getReader();
  const texts: string[] = [];
  const read = (async () => {
    for (;;) {
      const next = await reader?.read();
      if (!next || next.done) break;
      texts.push(new TextDecoder().decode(next.value));
    }
  })();
  await clock.advance(1e7);
  assertMatch(texts.at(-1) ?? "", /server_error/);
  assertEquals([(await entry()).outcome, clock.pending], ["open", 0]);
  await reader?.cancel();
  await read;
  assertEquals((await entry()).outcome, "client_left");
});

Deno.test("weather: nonsense that the request asks for is a 400 that says why", async () => {
  const { ask } = start();
  const nonsense: [object, string, { whole?: boolean }?][] = [
    [{ status: 500, error_at: 1 }, "error_at"],
    [{ error: "rate_limit", cut_at: 1 }, "cut_at"],
    [{ head: "never", stall_ms: 5 }, "stall_ms"],
    [{ head: "reset", status: 500 }, "status"],
    [{ retry_after: 3 }, "retry_after"],
    [{ error_then: "hang" }, "error_then"],
    [{ status: 500, retry_after_form: "ms" }, "retry_after_form"],
    [{ cut_at: 1 }, "cut_at", { whole: true }],
    [{ malformed: "not_json" }, "malformed", { whole: true }],
    // Whether it is drawn or not.
    [{ cut_at: 1, probability: 0 }, "cut_at", { whole: true }],
  ];
  for (const [mock, param, asking] of nonsense) {
    const { response, text } = await ask(mock, asking);
    assertEquals([response.status, JSON.parse(text).error.param], [400, param], text);
  }
});

Deno.test("weather: what a file asks for and this answer cannot have has no effect, and is noted", async () => {
  const { ask } = start('[models.m]\ncut_at = 3\nerror = "rate_limit"\nerror_at = 5\n');
  const { response, entry } = await ask({}, { whole: true });
  assertEquals([response.status, entry.outcome], [200, "completed"]);
  assertEquals(entry.faults.map(({ kind }: { kind: string }) => kind).sort(), [
    "cut_at",
    "error_at",
  ]);
  assertMatch(entry.faults[0].note, /^no effect: the answer is not streamed/);
});

Deno.test("weather: what the request asks for wins over what the file does", async () => {
  const { ask } = start("[models.m]\ncut_at = 3\n");
  const { response, entry } = await ask({ status: 503 });
  assertEquals(response.status, 503);
  assertEquals(entry.faults.map(({ kind }: { kind: string }) => kind), ["cut_at", "status"]);
});

Deno.test("weather: a place that the request asks for wins over a file's error", async () => {
  const { ask } = start("[models.m]\nstatus = 503\n");
  const { response, entry } = await ask({ cut_at: 3 });
  assertEquals([response.status, entry.outcome, entry.tokens], [200, "fault", 3]);
  assertEquals(entry.faults.map(({ kind }: { kind: string }) => kind), ["status", "cut_at"]);
});

Deno.test("weather: a request that hangs can be dropped by hand, and has had no status", async () => {
  const clock = new FakeClock();
  const { send, entry, post } = start("", clock);
  const asked = send({ head: "never" });
  await clock.advance(1000);
  await post(`/streams/${(await entry()).id}`, { action: "drop" });
  await assertRejects(async () => await (await asked).text());
  const { outcome, status } = await entry();
  assertEquals([outcome, status], ["dropped", null]);
});

Deno.test("weather: a wrong value and a mistyped key are 400s wherever they stand", async () => {
  const { mocker } = start();
  for (
    const [query, words] of [
      ["cut_at=half", /share such as/],
      ["cutt_at=5", /Did you mean 'cut_at'/],
      ["error=ratelimit", /error/],
      ["head=soon", /with_first_token/],
    ] as const
  ) {
    const response = await mocker.fetch("http://mock/v1/chat/completions", {
      method: "POST",
      headers: { "x-mock": query },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "Hi" }] }),
    });
    assertEquals(response.status, 400);
    assertMatch((await response.json()).error.message, words);
  }
});

Deno.test("weather: a profile, a model, the general part, the URL, the name and the header all bring it", async () => {
  const statusOf = async (config: string, query: string, headers = {}, model = "m") => {
    const { mocker } = start(config);
    const response = await mocker.fetch(`http://mock/v1/chat/completions${query}`, {
      method: "POST",
      headers,
      body: JSON.stringify({ model, messages: [{ role: "user", content: "Hi" }] }),
    });
    return response.status;
  };
  assertEquals(
    await statusOf("[profiles.bad]\nstatus = 503\n", "", { "x-mock": "profile=bad" }),
    503,
  );
  assertEquals(await statusOf("[models.m]\nstatus = 503\n", ""), 503);
  assertEquals(await statusOf("", "?status=503"), 503);
  assertEquals(await statusOf("", "", {}, "m?status=503"), 503);
  assertEquals(await statusOf("", "", { "x-mock": "status=503" }), 503);
  const { post, ask } = start();
  await post("/config", { status: 503 });
  assertEquals((await ask()).response.status, 503);
});

Deno.test("weather: endpoints that speak nothing have the errors too", async () => {
  const { mocker } = start();
  const response = await mocker.fetch("http://mock/v1/embeddings", {
    method: "POST",
    headers: { "x-mock": "status=503" },
    body: JSON.stringify({ model: "text-embedding-3-small", input: "Hi" }),
  });
  assertEquals(response.status, 503);
});

Deno.test("times: the next n requests have it, for each model and key apart, and then the sky is clear", async () => {
  const { ask, post, mocker } = start();
  const statuses = async (n: number, asking: object = {}) => {
    const all: number[] = [];
    for (let i = 0; i < n; i++) all.push((await ask({}, asking)).response.status);
    return all;
  };
  await post("/config", { status: 503, times: 2 });
  assertEquals(await statuses(4), [503, 503, 200, 200]);
  assertEquals(await statuses(3, { headers: { authorization: "Bearer other" } }), [503, 503, 200]);
  assertEquals(await statuses(3, { headers: { "x-mock-session": "mine" } }), [503, 503, 200]);
  assertEquals(await statuses(3, { body: { model: "n" } }), [503, 503, 200]);
  await post("/config", { model: "n", status: 500, times: 1 });
  assertEquals(await statuses(2, { body: { model: "n" } }), [500, 200]);
  assertEquals(await statuses(1), [200]);
  // Said again, it begins again; so it does when the requests are forgotten.
  await post("/config", { status: 503, times: 2 });
  assertEquals(await statuses(3), [503, 503, 200]);
  await mocker.fetch("http://mock/requests", { method: "DELETE" });
  assertEquals(await statuses(3), [503, 503, 200]);
});

Deno.test("probability: a share of requests has the weather, drawn by the seed", async () => {
  const { ask } = start();
  let faults = 0;
  for (let seed = 0; seed < 100; seed++) {
    const { response } = await ask({ seed, status: 500, probability: 0.3 });
    if (response.status === 500) faults++;
    const { response: again } = await ask({ seed, status: 500, probability: 0.3 });
    assertEquals(again.status, response.status);
  }
  assert(faults > 15 && faults < 45, `${faults}`);
  assertEquals((await ask({ status: 500, probability: 1 })).response.status, 500);
  assertEquals((await ask({ status: 500, probability: 0 })).response.status, 200);
});

Deno.test("a stream that is ended by hand in a silence without end tells the end", async () => {
  const clock = new FakeClock();
  const { send, entry, post } = start("", clock);
  const asked = send({ stall_at: 3 });
  await clock.advance(0);
  const text = (await asked).text();
  await clock.advance(60_000);
  const { id, tokens } = await entry();
  assertEquals(tokens, 3);
  await post(`/streams/${id}`, { action: "end" });
  assertMatch(await text, /"finish_reason":"stop".*\[DONE\]\n\n$/s);
  assertEquals((await entry()).outcome, "ended");
});
