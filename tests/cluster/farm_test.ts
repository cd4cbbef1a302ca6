/** Processes and Debian's redis-server: to fifty clients behind a round-robin they are one server, also after the engine was killed. */

import { assert, assertEquals, assertMatch } from "@std/assert";
import { isDeepStrictEqual } from "node:util";
import { ALONE } from "../../lib/cluster/agreement.ts";
import { hasRedis, until, withRedis } from "./redis.ts";
import { type FarmReplica, withFarm } from "./the_farm.ts";

const CLIENTS = 50;
const PER_MINUTE = 20;
const TIMES = 10;

/** Both cores may be busy, so the engine is given seconds where it has 50 ms. */
const configFor = (url: string) => `
[cluster]
url = "${url}"
patience_ms = 5000
[general]
default_tokens_per_second = 10_000
default_response_mode = "said"
[models.slow]
tokens_per_second = 20
response_length = "long"
[responses.said]
content = "Light travels far over the quiet sea."
[responses.long]
content = "${"Light travels far over the quiet sea. ".repeat(8).trim()}"
`;

const messages = [{ role: "user", content: "Hello" }];
const CHAT = "/v1/chat/completions";

/** What fifty clients are answered who come at the same time, each sent to the next replica. */
function fromAll(
  replicas: readonly FarmReplica[],
  path: string,
  body: object,
  // deno-lint-ignore no-explicit-any -- tests read what they know to be there
): Promise<readonly any[]> {
  return Promise.all(Array.from({ length: CLIENTS }, async (_, i) => {
    const replica = replicas[i % replicas.length];
    return await replica?.json(path, body);
  }));
}

function counted(texts: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const text of texts) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}

/** All that holds of replicas as long as they reach each other; `name` is a world of its own. */
async function areOne(replicas: readonly FarmReplica[], name: string): Promise<void> {
  const [a, b] = replicas;
  assert(a && b);
  await limitsHold(replicas, `${name}-limited`);
  await rulesHold(replicas, name);
  await editsAreInOneOrder(replicas, name);
  await storedIsRead(a, b);
  await streamIsHeld(a, b, name);
  await streamIsHeld(b, a, `${name}-back`);
  await verdictIsOne(a, b, name);
  await rulesHold(replicas, `${name}-short`);
  await sessionEnds(a, b, `${name}-short`);
}

/** Changes the configuration through one. Others that are kept busy for two seconds take it up later, which the answer says. */
async function configure(replica: FarmReplica, edit: object): Promise<void> {
  const { warnings } = await replica.json("/config", edit);
  for (const warning of warnings) assertMatch(warning, /it takes this up when it does\.$/);
}

/** A setting of one is in force on both, and what it allows is allowed once. */
async function limitsHold([a, ...others]: readonly FarmReplica[], model: string): Promise<void> {
  assert(a);
  await configure(a, { model, requests_per_minute: PER_MINUTE });
  for (const replica of [a, ...others]) {
    await until(
      "it is in force",
      async () => (await replica.json(`/config/${model}`)).requests_per_minute === PER_MINUTE,
    );
  }
  const began = performance.now();
  const answers = await fromAll([a, ...others], CHAT, { model, messages });
  const filled = Math.ceil((performance.now() - began) * PER_MINUTE / 60_000);
  const granted = answers.filter(({ error }) => error === undefined).length;
  assert(granted >= PER_MINUTE && granted <= PER_MINUTE + filled, `${granted} were granted`);
}

/** Whoever is told what at the same time: in the end all have the same. */
async function editsAreInOneOrder(replicas: readonly FarmReplica[], name: string): Promise<void> {
  const model = `${name}-edited`;
  const edits = replicas.flatMap((replica, i) =>
    Array.from({ length: 10 }, (_, j) => ({ replica, number: 1 + 10 * i + j }))
  );
  await Promise.all(
    edits.map(({ replica, number }) =>
      configure(replica, {
        models: {
          [model]: { tokens_per_second: number },
          [`${model}-${number}`]: { tokens_per_second: number },
        },
      })
    ),
  );
  let all: readonly Record<string, { tokens_per_second: number }>[] = [];
  await until("all have the same", async () => {
    all = await Promise.all(replicas.map(async (one) => (await one.json("/config")).models));
    return all.every((models) => isDeepStrictEqual(models, all[0]));
  });
  for (const { number } of edits) {
    assertEquals(all[0]?.[`${model}-${number}`]?.tokens_per_second, number);
  }
}

async function rulesHold([a, ...others]: readonly FarmReplica[], session: string): Promise<void> {
  assert(a);
  const replies = Array.from({ length: TIMES }, (_, i) => ({ text: `reply ${i}` }));
  await a.json("/rules", { session, rules: [{ name: "in turn", times: TIMES, replies }] });
  for (const replica of others) {
    await until(
      "it has the rules",
      async () => (await replica.json(`/rules?session=${session}`)).data.length === 1,
    );
  }
  const answers = await fromAll([a, ...others], `/s/${session}${CHAT}`, { model: "m", messages });
  const said = answers.map(({ choices }) => choices[0].message.content);
  const once = replies.map(({ text }) => [text, 1] as const);
  assertEquals(counted(said), {
    ...Object.fromEntries(once),
    "Light travels far over the quiet sea.": CLIENTS - TIMES,
  });
  const last = others.at(-1) ?? a;
  assertEquals((await last.json(`/rules?session=${session}`)).data[0].matched, TIMES);
}

async function storedIsRead(a: FarmReplica, b: FarmReplica): Promise<void> {
  const { id, output } = await a.json("/v1/responses", { model: "m", input: "Hello" });
  assertEquals((await b.json(`/v1/responses/${id}`)).output, output);
  const next = { model: "m", input: "And?", previous_response_id: id };
  assertEquals((await b.json("/v1/responses", next)).previous_response_id, id);
}

/** A stream of `a` is found, waited for, stepped and ended through `b`. */
async function streamIsHeld(a: FarmReplica, b: FarmReplica, session: string): Promise<void> {
  const waiting = b.json(`/streams?session=${session}&held=true&wait=30`);
  const stream = await a.ask(`/s/${session}${CHAT}?hold_at=2`, {
    model: "m",
    messages,
    stream: true,
  });
  const id = stream.headers.get("x-request-id");
  const [state] = (await waiting).data;
  assertEquals([state.id, state.tokens], [id, 2]);
  assertEquals((await b.json(`/streams/${id}`, { action: "step" })).tokens, 3);
  const ended = b.json(`/requests/${id}?wait=30`);
  await b.json(`/streams/${id}`, { action: "end" });
  assertMatch(await stream.text(), /data: \[DONE\]\n\n$/);
  assertEquals((await ended).outcome, "ended");
}

/** What one session had is gone everywhere when it is ended anywhere. */
async function sessionEnds(a: FarmReplica, b: FarmReplica, session: string): Promise<void> {
  assertEquals((await a.json(`/rules?session=${session}`)).data.length, 1);
  const ended = await b.json(`/sessions/${session}`, undefined, "DELETE");
  assertEquals(ended.existed, true);
  for (const replica of [a, b]) {
    const rules = await replica.json(`/rules?session=${session}`);
    const requests = await replica.json(`/requests?session=${session}`);
    assertEquals([rules.data, requests.data], [[], []]);
  }
}

async function verdictIsOne(a: FarmReplica, b: FarmReplica, name: string): Promise<void> {
  const session = `${name}-verdict`;
  for (const replica of [a, b, a, b]) {
    const path = `/s/${session}${CHAT}?status=429&retry_after=60`;
    await (await replica.ask(path, { model: "m", messages })).text();
  }
  const verdict = await b.json(`/verdict?session=${session}`);
  assertEquals([verdict.requests, verdict.findings.length], [4, 3]);
}

/** Settles when each sees all the others. */
async function togetherAgain(replicas: readonly FarmReplica[]): Promise<void> {
  await until("each sees the others", async () => {
    const states = await Promise.all(replicas.map((replica) => replica.json("/healthz")));
    return states.every(({ cluster: { engine, others, missing } }) =>
      engine === "up" && others.length === replicas.length - 1 && missing.length === 0
    );
  });
}

Deno.test(
  "a farm is one server, loses no stream when its engine is killed, and is one again when that is back",
  {
    ignore: !hasRedis,
  },
  async (t) => {
    await withRedis((redis) =>
      withFarm(configFor(redis.url), async ({ start, save }) => {
        const [a, b] = await Promise.all([start(), start()]);
        await togetherAgain([a, b]);
        await t.step(
          "a file that all watch takes back what was set, and nothing that is set after it",
          async () => {
            await a.json("/config", { model: "slow", requests_per_minute: 500 });
            await save(configFor(redis.url).replace("[models.slow]", "[models.slow]\nttft_ms = 7"));
            const settings = async (replica: FarmReplica) => {
              const { ttft_ms, requests_per_minute } = await replica.json("/config/slow");
              return [ttft_ms, requests_per_minute];
            };
            await until("a has the file", async () => (await settings(a))[0] === 7);
            assertEquals((await settings(a))[1], undefined);
            // The other may not have seen it yet.
            await a.json("/config", { model: "slow", requests_per_minute: 600 });
            await until("b has it", async () => (await settings(b))[0] === 7);
            await a.json("/config", { model: "other", requests_per_minute: 1 });
            await until(
              "both have what was set since",
              async () =>
                isDeepStrictEqual([await settings(a), await settings(b)], [[7, 600], [7, 600]]),
            );
          },
        );

        await t.step("two replicas are one", () => areOne([a, b], "two"));

        await t.step(
          "a third that starts later has what was set and sent, and belongs to them",
          async () => {
            const c = await start();
            assertEquals((await c.json("/config/two-limited")).requests_per_minute, PER_MINUTE);
            assertEquals((await c.json("/rules?session=two")).data.length, 1);
            await togetherAgain([a, b, c]);
            await areOne([a, b, c], "three");
            await c.stop();
            await togetherAgain([a, b]);
          },
        );

        await t.step(
          "the engine is killed in the midst: all streams end rightly, and each goes on alone",
          async () => {
            const streams = await Promise.all(
              [a, b, a, b].map((replica) =>
                replica.ask(CHAT, { model: "slow", messages, stream: true })
              ),
            );
            const answers = fromAll([a, b], CHAT, { model: "n", messages });
            await redis.kill();
            for (const { choices } of await answers) assertEquals(choices[0].finish_reason, "stop");
            await until("both know", async () => {
              const states = await Promise.all([a, b].map((replica) => replica.json("/healthz")));
              return states.every(({ cluster }) => cluster.engine === "down");
            });
            const listed = await a.ask("/requests");
            assertMatch(listed.headers.get("x-mock-missing") ?? "", /^engine, [0-9a-f]{8}$/);
            await listed.body?.cancel();
            const alone = await a.json("/config", { model: "two-limited", requests_per_minute: 7 });
            assertEquals(alone.warnings, [ALONE]);
            for (const { choices } of await fromAll([a, b], CHAT, { model: "n", messages })) {
              assertEquals(choices[0].finish_reason, "stop");
            }
            for (const stream of streams) {
              const text = await stream.text();
              assertMatch(text, /"finish_reason":"stop"[^]*data: \[DONE\]\n\n$/);
            }
          },
        );

        await t.step(
          "it is back, empty: all that was agreed on holds, and they are one again",
          async () => {
            redis.start();
            await togetherAgain([a, b]);
            const c = await start();
            for (const replica of [a, b, c]) {
              assertEquals(
                (await replica.json("/config/two-limited")).requests_per_minute,
                PER_MINUTE,
              );
              assertEquals((await replica.json("/rules?session=three")).data.length, 1);
            }
            await togetherAgain([a, b, c]);
            await areOne([a, b, c], "again");
            const { data } = await a.json("/requests?limit=1000");
            const ids = data.map(({ id }: { id: string }) => id);
            assertEquals(new Set(ids).size, ids.length);
            assert(data.every(({ outcome }: { outcome: string }) => outcome !== "open"));
          },
        );
      })
    );
  },
);

Deno.test("a farm of replicas with several threads is one server, too", {
  ignore: !hasRedis,
}, async () => {
  await withRedis((redis) =>
    withFarm(configFor(redis.url), async ({ start }) => {
      const replicas = await Promise.all([start("--workers", "2"), start("--workers", "2")]);
      await togetherAgain(replicas);
      await areOne(replicas, "threads");
    })
  );
});
