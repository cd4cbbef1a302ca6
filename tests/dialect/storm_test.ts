/** A thousand streams in weather drawn at random: none is left behind, none disturbs another, and the server is idle after. */

import { assert, assertEquals } from "@std/assert";
import { ERROR_NAMES } from "../../lib/config/faults.ts";
import { WEATHER_KEYS, type WeatherKey } from "../../lib/config/weather.ts";
import { type Random, seededRandom } from "../../lib/random.ts";
import { FakeClock } from "../../routes/mod.ts";
import { type Json, start, type Wire, WIRE_NAMES } from "./weather_fixture.ts";

const STREAMS = 1000;
const PROFILES = 250;

/** Which share of the keys a profile has. */
const SHARE = 0.1;

const PLACES = [0, 1, 3, 8, 99, "0%", "50%", "100%", "arguments"];

/** What each key may be. A new key has its line here. */
const VALUES: Readonly<Record<WeatherKey, readonly unknown[]>> = {
  status: [400, 429, 500, 503, 529],
  error: ERROR_NAMES,
  error_body: ["envelope", "html", "text", "empty", "half_json"],
  retry_after: [0, 1.5, 20],
  retry_after_form: ["seconds", "ms", "date"],
  should_retry: [true, false],
  head: ["at_once", "with_first_token", "never", "reset", 0, 250, 5000],
  error_at: PLACES,
  error_then: ["close", "hang", "go_on"],
  cut_at: PLACES,
  cut: ["drop", "close", "half_event", "half_character"],
  stall_at: PLACES,
  stall_ms: [0, 700, 40_000, Infinity],
  malformed_at: PLACES,
  malformed: ["half_json", "not_json", "bad_utf8", "empty_data", "wrong_type"],
  probability: [0, 0.5, 1],
  times: [1, 2, 5],
  finish: ["stop", "length", "content_filter", "tool_calls", "none"],
  ending: ["complete", "no_done", "no_finish", "linger", "twice"],
  usage: ["last", "every", "early", "empty", "none", "exclusive_cache"],
  tool_deltas: ["whole", "no_index", "id_in_all", "interleaved", "invalid_arguments"],
  chunks: ["null_delta", "no_id", "empty_choices_first", "no_ping", "unnamed", "unknown_event"],
  write_bytes: [1, 7, "1-40", 4096],
  burst: [2, 5, 100],
  burst_ms: [100, 1000],
  line_ending: ["lf", "crlf", "cr"],
  data_space: [true, false],
  data_lines: [1, 3],
  bom: [true, false],
  event_ids: [true, false],
  keep_alive_ms: [400, 15_000],
  keep_alive: ["comment", "empty_data", "ping"],
};

const pick = <T>(random: Random, values: readonly T[]): T | undefined =>
  values[Math.floor(random() * values.length)];

function drawProfile(random: Random): Readonly<Record<string, unknown>> {
  const keys = WEATHER_KEYS.filter(() => random() < SHARE);
  return Object.fromEntries(keys.map((key) => [key, pick(random, VALUES[key])]));
}

/** As a table of config.toml, where nonsense has no effect. */
function profileText(name: string, settings: Readonly<Record<string, unknown>>): string {
  const lines = Object.entries(settings).map(([key, value]) =>
    `${key} = ${value === Infinity ? "inf" : JSON.stringify(value)}`
  );
  return [`[profiles.${name}]`, ...lines].join("\n");
}

Deno.test("a storm: a thousand streams in weather drawn at random leave nothing behind", async () => {
  assertEquals(Object.keys(VALUES).toSorted(), WEATHER_KEYS.toSorted());
  const random = seededRandom(12);
  const profiles = Array.from(
    { length: PROFILES },
    (_, i) => profileText(`p${i}`, drawProfile(random)),
  );
  const clock = new FakeClock();
  const server = start(`[server]\nledger_entries = 2000\n${profiles.join("\n")}\n`, clock);
  const aborts: AbortController[] = [];
  const ends: Promise<string>[] = [];
  for (let i = 0; i < STREAMS; i++) {
    const abort = new AbortController();
    aborts.push(abort);
    const wire: Wire = WIRE_NAMES[i % WIRE_NAMES.length] ?? "chat";
    const asking = { wire, whole: random() < 0.15, tool: random() < 0.4, signal: abort.signal };
    const mock = i % 50 === 49 ? {} : { profile: `p${i % PROFILES}`, seed: i };
    ends.push(endOf(server.send(mock, asking)));
    // Some leave while it goes on, some are seen to by hand later.
    if (random() < 0.1) clock.wakeAt(clock.now() + random() * 2000, () => abort.abort());
  }
  await clock.advance(1000);
  const { data: open } = await server.get("/streams");
  for (const { id } of open.filter((_: Json, i: number) => i % 10 === 0)) {
    const action = pick(random, ["end", "drop", "pause", "step"]);
    await server.post(`/streams/${id}`, { action });
  }
  await clock.advance(100_000);
  const stuck = (await server.get("/streams")).data.length;
  for (const abort of aborts) abort.abort();
  await clock.advance(0);
  const told = count(await Promise.all(ends));

  assertEquals((await server.get("/streams")).data, []);
  assertEquals(clock.pending, 0);
  const { data } = await server.get(`/requests?limit=${STREAMS}`);
  assertEquals(data.length, STREAMS);
  const outcomes = count(data.map(({ outcome }: Json) => outcome));
  assertEquals([outcomes.open ?? 0, outcomes.failed ?? 0], [0, 0]);
  for (const outcome of ["completed", "error", "fault", "client_left", "ended", "dropped"]) {
    assert(
      (outcomes[outcome] ?? 0) > 0,
      `${outcome}: ${JSON.stringify({ outcomes, told, stuck })}`,
    );
  }
  assert(stuck > 0 && stuck < STREAMS / 2, `${stuck} hung until their clients left`);
  // All of them: 500 says that something broke that was not asked to.
  const broken = data.filter(({ error }: Json) => error?.includes("inside the server"));
  assertEquals(broken, []);
});

Deno.test("a storm: those beside it, under a clear sky, are on time to the millisecond and as they were alone", async () => {
  const quiet = start("", new FakeClock());
  const alone = quiet.send({ seed: 1 }).then((response) => response.text());
  await quiet.clock.advance(1000);

  const random = seededRandom(34);
  const clock = new FakeClock();
  const { send, get } = start("", clock);
  const aborts = Array.from({ length: 200 }, () => new AbortController());
  const others = aborts.map((abort, i) =>
    endOf(send({ ...drawProfile(random), seed: i }, { signal: abort.signal }))
  );
  const clear = send({ seed: 1 }, { body: { model: "m" } }).then((response) => response.text());
  await clock.advance(1000);
  const id = /mock-chatcmpl-\w+/;
  assertEquals(await clear, await alone);
  const { data } = await get("/requests?outcome=completed&limit=1000");
  const [text] = id.exec(await clear) ?? [];
  const entry = await get(`/requests/${text}`);
  assertEquals([entry.outcome, entry.schedule_error_ms.max], ["completed", 0]);
  assert(data.length > 0);
  for (const abort of aborts) abort.abort();
  await clock.advance(0);
  await Promise.all(others);
  assertEquals(clock.pending, 0);
});

/** How an answer came to its end, for its client. */
async function endOf(asked: Promise<Response>): Promise<string> {
  try {
    const response = await asked;
    for await (const _ of response.body ?? []);
    return String(response.status);
  } catch (error) {
    return error instanceof Error ? error.name : String(error);
  }
}

function count(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
