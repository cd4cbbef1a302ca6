/** Where each setting of a request came from, as `GET /requests/{id}` tells it. */

import { assertEquals } from "@std/assert";
import { createStreamMocker } from "../../routes/mod.ts";

const CONFIG = `
[general]
default_tokens_per_second = 50
jitter = 0.1
[profiles.slow]
ttft_ms = 900
jitter = 0.3
[models."m.1"]
profile = "slow"
speed = 100
[models.sized]
parameters = 7_000_000_000
`;

async function origins(
  { model = "m.1", mock = {}, url = "", header = "", edits = [] as readonly object[], rules = "" },
) {
  const mocker = createStreamMocker({ config: CONFIG + rules });
  const post = (path: string, body: object, headers = {}) =>
    mocker.fetch(`http://mock${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  for (const edit of edits) await (await post("/config", edit)).body?.cancel();
  const body = { model, messages: [{ role: "user", content: "Hi" }], max_tokens: 1, mock };
  const response = await post(`/v1/chat/completions${url}`, body, { "x-mock": header });
  await response.text();
  const id = response.headers.get("x-request-id");
  const { request } = await (await mocker.fetch(`http://mock/requests/${id}`)).json();
  assertEquals(Object.keys(request.origins), Object.keys(request.settings), "each has one");
  return request.origins as Readonly<Record<string, string | undefined>>;
}

Deno.test("origins: a table of the file, a profile by it, the general table, or the default", async () => {
  const { speed, ttft_ms, jitter, tokens_per_second, role_chunk } = await origins({});
  assertEquals({ speed, ttft_ms, jitter, tokens_per_second, role_chunk }, {
    speed: '[models."m.1"]',
    ttft_ms: '[profiles.slow], by [models."m.1"]',
    jitter: '[profiles.slow], by [models."m.1"]',
    tokens_per_second: "[general]",
    role_chunk: "default",
  });
  const sized = await origins({ model: "sized" });
  assertEquals(sized.tokens_per_second, "[models.sized], by its parameters");
  assertEquals(sized.jitter, "[general]");
});

Deno.test("origins: the nearest part of the request that says it", async () => {
  const found = await origins({
    model: "m.1?jitter=0&speed=90&seed=1&ttft_ms=2",
    url: "?speed=91&seed=2&ttft_ms=2",
    header: "seed=3&ttft_ms=2",
    mock: { ttft: 1 },
  });
  assertEquals([found.jitter, found.speed, found.seed, found.ttft_ms], [
    "the model's name",
    "the URL",
    "the x-mock header",
    "mock in the body",
  ]);
  const { ttft_ms } = await origins({ model: "other", header: "profile=slow" });
  assertEquals(ttft_ms, "[profiles.slow], by the x-mock header");
});

Deno.test("origins: what POST /config has set is told apart from what the file says", async () => {
  const edits = [{ model: "m.1", speed: 99 }, { tokens_per_second: 51, response_length: "short" }];
  const found = await origins({ edits });
  assertEquals([found.speed, found.tokens_per_second, found.response_length, found.jitter], [
    'POST /config, [models."m.1"]',
    "POST /config, [general]",
    "POST /config, [general]",
    '[profiles.slow], by [models."m.1"]',
  ]);
  const back = await origins({ edits: [...edits, { model: "m.1", speed: 100 }] });
  assertEquals(back.speed, '[models."m.1"]', "as the file says it, again");
});

Deno.test("origins: the rule that answers is nearer than all else", async () => {
  const rules = "[[rules]]\nwhen = { model = 'm.1' }\nreply = [{ text = 'x', speed = 98 }]\n";
  const { speed, ttft_ms } = await origins({ rules, mock: { speed: 97 } });
  assertEquals([speed, ttft_ms], ["the rule", '[profiles.slow], by [models."m.1"]']);
});
