/** Uneven time through the whole server, on each protocol: ticks by seed, means over many requests, and what is told of them. */

import { assert, assertAlmostEquals, assertEquals, assertNotEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";
import { type Json, PROTOCOLS } from "./load_fixture.ts";

const CONFIG = `
[general]
default_tokens_per_second = 10
default_response_mode = "said"
[models.jittered]
jitter = 0.5
max_queue = 3
[models.traced]
trace = "stutter"
[traces.stutter]
gaps_ms = [10, 10, 170]
[responses.said]
content = "Light travels far over the quiet sea."
`;

function start() {
  const clock = new FakeClock({ autoAdvance: true });
  const mocker = createStreamMocker({ clock, config: CONFIG });
  /** Bytes of an answer, and its entry in the ledger. */
  const ask = async (protocol: keyof typeof PROTOCOLS, query: string, body: object = {}) => {
    const [path, asked] = PROTOCOLS[protocol];
    const response = await mocker.fetch(`http://mock${path}`, {
      method: "POST",
      headers: { "x-mock": query },
      body: JSON.stringify({ model: "m", stream: true, ...asked, ...body }),
    });
    const text = await response.text();
    const { headers } = response;
    const id = headers.get("x-request-id") ?? headers.get("request-id");
    const entry: Json = await (await mocker.fetch(`http://mock/requests/${id}`)).json();
    return { text, entry };
  };
  return { clock, ask };
}

const protocols = Object.keys(PROTOCOLS) as (keyof typeof PROTOCOLS)[];

/** When its events left that carried tokens. */
const ticks = ({ chunks }: Json): number[] =>
  chunks.filter(({ tokens }: Json) => tokens > 0).map(({ left_ms }: Json) => left_ms);

const UNEVEN = [
  "rate_jitter=0.5&ttft_jitter=0.5&ttft=300",
  "rate_shape=ramp&jitter=0.4",
  "rate_shape=bursts&rate_jitter=0.1",
  "tokens_per_chunk=1-4&rate_jitter=0.1",
  "trace=stutter&trace_scale=as_is&rate_jitter=0.2",
];

Deno.test("uneven time: the same seed gives the same bytes at the same ticks, on every protocol", async () => {
  for (const protocol of protocols) {
    for (const query of UNEVEN) {
      const told = async (seed: number) => {
        const { text, entry } = await start().ask(protocol, `${query}&seed=${seed}`);
        assertEquals([entry.outcome, entry.schedule_error_ms.max], ["completed", 0]);
        return { text, ticks: ticks(entry) };
      };
      const [one, again, other] = [await told(1), await told(1), await told(2)];
      // A request's own id is not seeded, and Azure's and Responses' events do not show it.
      assertEquals(one, again, `${protocol} ${query}`);
      assertNotEquals(one.ticks, other.ticks, `${protocol} ${query}`);
    }
  }
});

Deno.test("uneven time: on one protocol as on another, the same seed has the same ticks", async () => {
  for (const query of UNEVEN.filter((query) => !query.includes("chunk"))) {
    const all = await Promise.all(
      protocols.map(async (protocol) => {
        const { entry } = await start().ask(protocol, `${query}&seed=5`);
        return ticks(entry).map((at) => Math.round(at * 1000));
      }),
    );
    for (const one of all) assertEquals(one, all[0]);
  }
});

Deno.test("rate_jitter and ttft_jitter: over many requests the means are those that are set", async () => {
  const { ask } = start();
  const REQUESTS = 400;
  const CV = 0.4;
  // A mean of n draws of variation cv strays by cv/√n; five times that is allowed.
  const most = 5 * CV / Math.sqrt(REQUESTS);
  let [firsts, spans] = [0, 0];
  for (let i = 0; i < REQUESTS; i++) {
    const { entry } = await ask("chat", `rate_jitter=${CV}&ttft_jitter=${CV}&ttft=500&seed=${i}`);
    const [first = 0, ...rest] = ticks(entry);
    firsts += first / REQUESTS;
    spans += ((rest.at(-1) ?? 0) - first) / REQUESTS;
  }
  assertAlmostEquals(firsts, 500, 500 * most);
  assertAlmostEquals(spans, 700, 700 * most);
});

Deno.test("uneven time: a paced whole answer comes when its stream would end", async () => {
  for (const query of UNEVEN) {
    const streamed = await start().ask("chat", `${query}&seed=3`);
    const whole = await start().ask("chat", `${query}&seed=3&whole_responses=paced`, {
      stream: false,
    });
    assertEquals(whole.entry.duration_ms, streamed.entry.duration_ms, query);
  }
});

Deno.test("uneven time: speed scales all of it", async () => {
  for (const query of UNEVEN) {
    const once = ticks((await start().ask("chat", `${query}&seed=3`)).entry);
    const tenfold = ticks((await start().ask("chat", `${query}&seed=3&speed=10`)).entry);
    for (const [i, at] of once.entries()) assertAlmostEquals(tenfold[i] ?? 0, at / 10, 1e-6);
  }
});

Deno.test("uneven time: calls and thinking are paced as text is", async () => {
  const tools = [{
    type: "function",
    function: {
      name: "look",
      parameters: { type: "object", properties: { at: { const: "the sea" } }, required: ["at"] },
    },
  }];
  for (const query of UNEVEN) {
    const asked = `${query}&seed=4&reasoning_tokens=6&reasoning_text=content`;
    const { entry, text } = await start().ask("chat", asked, { tools });
    assert(text.includes("tool_calls") && text.includes("reasoning_content"));
    assertEquals([entry.outcome, entry.schedule_error_ms.max], ["completed", 0]);
    const at = ticks(entry);
    assertEquals(at, at.toSorted((a, b) => a - b));
  }
});

Deno.test("a wrong value is refused on every protocol, with the key named", async () => {
  const wrong = {
    "rate_jitter=-1": "rate_jitter",
    "ttft_jitter=much": "ttft_jitter",
    "rate_shape=zigzag": "rate_shape",
    "tokens_per_chunk=4-1": "tokens_per_chunk",
    "trace=nothing": "trace",
    "trace_scale=half": "trace_scale",
    "max_running=0": "max_running",
    "max_queue=-1": "max_queue",
    "load_slowdown=-0.1": "load_slowdown",
    "prompt_cache=maybe": "prompt_cache",
  };
  for (const protocol of protocols) {
    for (const [query, key] of Object.entries(wrong)) {
      const { text, entry } = await start().ask(protocol, query);
      assertEquals(entry.status, 400, `${protocol} ${query}`);
      assert(JSON.parse(text).error.message.includes(key), text);
    }
  }
});

Deno.test("what can have no effect is refused where the request itself asks for it, and nowhere else", async () => {
  const nonsense = {
    "trace_scale=as_is": "Cannot do 'trace_scale' here: there is no 'trace' to scale.",
    "trace=stutter&jitter=0.3":
      "Cannot do 'jitter' here: 'trace' says each gap between tokens already.",
    "trace=stutter&rate_shape=ramp":
      "Cannot do 'rate_shape' here: 'trace' says each gap between tokens already.",
    "max_queue=3": "Cannot do 'max_queue' here: nobody waits in line without 'max_running'.",
  };
  for (const protocol of protocols) {
    for (const [query, message] of Object.entries(nonsense)) {
      const { text, entry } = await start().ask(protocol, query);
      assertEquals([entry.status, JSON.parse(text).error.message], [400, message]);
    }
  }
  const { ask } = start();
  assertEquals((await ask("chat", "trace=stutter", { model: "jittered" })).entry.status, 200);
  assertEquals((await ask("chat", "max_queue=3&max_running=2")).entry.status, 200);
  assertEquals((await ask("chat", "jitter=0.2", { model: "traced" })).entry.status, 200);
});
