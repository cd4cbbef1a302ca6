/** `GET /metrics`: what is counted, how it is told, and that it agrees with the ledger. */

import { assertEquals, assertStringIncludes } from "@std/assert";
import { FakeClock } from "../../lib/clock/fake_clock.ts";
import { createDepartures, MOST_ROWS } from "../../lib/ledger/departures.ts";
import { createHistogram } from "../../lib/metrics/histogram.ts";
import { createMetrics } from "../../lib/metrics/metrics.ts";
import { expose } from "../../lib/metrics/exposition.ts";
import { createStreamMocker, type StreamMocker } from "../../routes/mod.ts";

const post = (mocker: StreamMocker, path: string, body: object) =>
  mocker.fetch(`http://mock${path}`, { method: "POST", body: JSON.stringify(body) });

const messages = [{ role: "user", content: "Hello" }];

const scrape = async (mocker: StreamMocker, query = "", headers = {}) =>
  await (await mocker.fetch(`http://mock/metrics${query}`, { headers })).text();

/** The numbers of a text, by name and labels as they stand there. */
function numbersOf(text: string): ReadonlyMap<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(lines.map((line) => {
    const at = line.lastIndexOf(" ");
    return [line.slice(0, at), Number(line.slice(at + 1))];
  }));
}

async function served(): Promise<StreamMocker> {
  const mocker = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) });
  const mock = { tokens_per_second: 50, ttft_ms: 400, jitter: 0 };
  for (const stream of [true, true, false]) {
    const body = { model: "gpt-4o", messages, stream, max_tokens: 20, mock };
    await (await post(mocker, "/v1/chat/completions", body)).text();
  }
  const body = { model: "claude-x", messages, stream: true, max_tokens: 5, mock };
  await (await post(mocker, "/v1/messages", body)).text();
  await (await post(mocker, "/v1/chat/completions", { model: "gpt-4o" })).text();
  await (await mocker.fetch("http://mock/v1/nothing")).text();
  return mocker;
}

Deno.test("metrics: requests by outcome, and tokens to the last one, as the ledger has them", async () => {
  const mocker = await served();
  const numbers = numbersOf(await scrape(mocker));
  const { data } = await (await mocker.fetch("http://mock/requests")).json();
  const tokens = (model: string) =>
    data.filter((entry: { model: string }) => entry.model === model)
      .reduce((sum: number, entry: { tokens: number }) => sum + entry.tokens, 0);
  assertEquals(numbers.get('mocker_tokens_total{model="gpt-4o",dialect="chat"}'), 60);
  assertEquals(tokens("gpt-4o"), 60);
  assertEquals(numbers.get('mocker_tokens_total{model="claude-x",dialect="messages"}'), 5);
  assertEquals(tokens("claude-x"), 5);
  const requests = (labels: string) => numbers.get(`mocker_requests_total{${labels}}`);
  assertEquals(requests('model="gpt-4o",dialect="chat",outcome="completed"'), 3);
  assertEquals(requests('model="gpt-4o",dialect="chat",outcome="error"'), 1);
  assertEquals(requests('model="none",dialect="none",outcome="error"'), 1);
});

Deno.test("metrics: times in seconds, a first token for each stream and a gap for each token after it", async () => {
  const numbers = numbersOf(await scrape(await served()));
  const chat = 'model="gpt-4o",dialect="chat"';
  assertEquals(numbers.get(`mocker_time_to_first_token_seconds_count{${chat}}`), 2);
  assertEquals(numbers.get(`mocker_time_to_first_token_seconds_sum{${chat}}`), 0.8);
  assertEquals(numbers.get(`mocker_inter_token_seconds_count{${chat}}`), 38);
  assertEquals(numbers.get(`mocker_inter_token_seconds_bucket{${chat},le="0.015"}`), 0);
  assertEquals(numbers.get(`mocker_inter_token_seconds_bucket{${chat},le="0.03"}`), 38);
  assertEquals(numbers.get(`mocker_schedule_error_seconds_sum{${chat}}`), 0);
});

Deno.test("metrics: a stream under way is counted up to now whenever somebody reads, and nothing twice", () => {
  const metrics = createMetrics(() => true);
  const request = metrics.opened({ id: "r1", method: "POST", path: "/v1/chat/completions" });
  const departures = createDepartures();
  request.asked({ dialect: "chat", model: "m" });
  request.began?.(departures);
  const counted = () => {
    const samples = metrics.read().flatMap(({ name, values }) =>
      values.map((sample) => ({ ...sample, name: sample.metricName ?? name }))
    );
    return ["tokens_total", "schedule_error_seconds_count", "inter_token_seconds_sum"].map((name) =>
      samples.find((sample) => sample.name === `mocker_${name}`)?.value
    );
  };
  assertEquals(counted(), [0, 0, 0]);
  for (const at of [0, 100, 300]) departures.add(1, at, at);
  assertEquals(counted(), [3, 3, 0.3]);
  assertEquals(counted(), [3, 3, 0.3]);
  departures.add(4, 700, 700);
  assertEquals(counted(), [7, 4, 0.7]);
  for (let i = 1; i <= MOST_ROWS + 5; i++) departures.add(1, 700 + i, 700 + i);
  const all = [7 + MOST_ROWS + 5, 4 + MOST_ROWS + 5, (700 + MOST_ROWS + 5) / 1000];
  assertEquals(counted(), all);
  request.ended("completed");
  assertEquals(counted(), all);
});

Deno.test("metrics: an open stream and a held one are gauges while they are so", async () => {
  const clock = new FakeClock();
  const mocker = createStreamMocker({ clock });
  const response = await post(mocker, "/v1/chat/completions", {
    model: "gpt-4o",
    messages,
    stream: true,
  });
  const gauges = async () => {
    const numbers = numbersOf(await scrape(mocker));
    return [numbers.get("mocker_open_streams"), numbers.get("mocker_held_streams")];
  };
  assertEquals(await gauges(), [1, 0]);
  await post(mocker, `/streams/${response.headers.get("x-request-id")}`, { action: "pause" });
  assertEquals(await gauges(), [1, 1]);
  await response.body?.cancel();
  assertEquals(await gauges(), [0, 0]);
});

Deno.test("metrics: what goes wrong on purpose is counted by the setting that asked for it, as the ledger tells it", async () => {
  const mocker = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) });
  const body = { model: "gpt-4o", messages, mock: { tokens_per_second: 50 } };
  for (const stream of [true, false]) {
    const mock = { ...body.mock, ...stream ? { error_at: 3 } : { status: 503 } };
    await (await post(mocker, "/v1/chat/completions", { ...body, stream, mock })).text();
  }
  const numbers = numbersOf(await scrape(mocker));
  const faults = (fault: string) =>
    numbers.get(`mocker_faults_total{model="gpt-4o",dialect="chat",fault="${fault}"}`);
  assertEquals([faults("error_at"), faults("status")], [1, 1]);
  const { data } = await (await mocker.fetch("http://mock/requests")).json();
  const told = await Promise.all(
    data.map(async ({ id }: { id: string }) =>
      (await (await mocker.fetch(`http://mock/requests/${id}`)).json()).faults
    ),
  );
  assertEquals(told.flat().map(({ kind }: { kind: string }) => kind), ["status", "error_at"]);
});

Deno.test("metrics: ?names=vllm tells what vLLM has by its names, and refuses other names with a remedy", async () => {
  const mocker = await served();
  const numbers = numbersOf(await scrape(mocker, "?names=vllm"));
  assertEquals(numbers.get('vllm:generation_tokens_total{model_name="gpt-4o",engine="chat"}'), 60);
  const refused = await mocker.fetch("http://mock/metrics?names=ours");
  assertEquals(refused.status, 400);
  assertStringIncludes((await refused.json()).error.message, "'names'");
});

Deno.test("metrics: who accepts OpenMetrics gets it, with its end", async () => {
  const mocker = await served();
  const accept = "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.3";
  const response = await mocker.fetch("http://mock/metrics", { headers: { accept } });
  assertStringIncludes(response.headers.get("content-type") ?? "", "application/openmetrics-text");
  const text = await response.text();
  assertEquals(text.endsWith("# EOF\n"), true);
  assertStringIncludes(text, "# TYPE mocker_tokens counter");
  assertEquals(
    numbersOf(text).get('mocker_tokens_total{model="gpt-4o",dialect="chat"}'),
    60,
  );
});

Deno.test("metrics: however many models are named, few are labels", () => {
  const metrics = createMetrics((model) => model === "known");
  for (let i = 0; i < 1000; i++) {
    const request = metrics.opened({ id: `r${i}`, method: "POST", path: "/v1/chat/completions" });
    request.asked({ dialect: "chat", model: `made-up-${i}` });
    request.answered(500);
  }
  metrics.opened({ id: "k", method: "POST", path: "/" }).asked({ dialect: "chat", model: "known" });
  const tokens = metrics.read().find(({ name }) => name === "mocker_tokens_total");
  const models = tokens?.values.map(({ labels }) => labels.model) ?? [];
  assertEquals(models.length, 52);
  assertEquals(models.slice(-2), ["other", "known"]);
});

Deno.test("expose() adds the threads' counters up and takes the latest of their delays", async () => {
  const thread = (count: number, delay: number) =>
    [
      {
        name: "a_total",
        help: "A",
        type: "counter",
        aggregator: "sum",
        values: [{ labels: {}, value: count }],
      },
      {
        name: "b",
        help: "B",
        type: "gauge",
        aggregator: "max",
        values: [{ labels: {}, value: delay }],
      },
    ] as const;
  const { text } = await expose([thread(2, 0.5), thread(3, 0.25)], "prometheus");
  assertEquals([...numbersOf(text)], [["a_total", 5], ["b", 0.5]]);
});

Deno.test("a histogram counts a time in its bucket and in all above it", () => {
  const histogram = createHistogram([10, 20]);
  histogram.observe(10);
  histogram.observe(15, 3);
  histogram.observe(999);
  const samples = histogram.samples("h", {});
  assertEquals(samples.map(({ value }) => value), [1, 4, 5, 1.054, 5]);
  assertEquals(samples[2]?.labels.le, "+Inf");
});
