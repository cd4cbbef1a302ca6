import { between, equal, match, ok } from "./asserts.ts";
import { area, type Target } from "./check.ts";
import {
  type Ask,
  CHAT,
  chat,
  COMPLETIONS,
  EMBEDDINGS,
  envelope,
  MODERATIONS,
  post,
  RESPONSES,
} from "./requests.ts";

const { checks, check } = area("headers", "docs/wire.md §1");

/** The headers of an answer whose body was read to its end. */
async function headersOf(sent: Promise<Response>, status = 200): Promise<Headers> {
  const response = await sent;
  const text = await response.text();
  equal(response.status, status, `status (${text.slice(0, 200)})`);
  return response.headers;
}

const whole = (t: Target): Promise<Headers> => headersOf(post(t, CHAT, chat()));
const streamed = (t: Target): Promise<Headers> => headersOf(post(t, CHAT, chat({ stream: true })));
const response = (t: Target, stream: boolean): Promise<Headers> =>
  headersOf(post(t, RESPONSES, { model: "gpt-4o", input: "Hello", stream }));

const LIMITS = ["requests", "tokens"].flatMap((kind) => [
  `x-ratelimit-limit-${kind}`,
  `x-ratelimit-remaining-${kind}`,
  `x-ratelimit-reset-${kind}`,
]);

/** The recorded forms: `16ms`, `0s`, `8.64s`, `12.967s`, `1m13.588s`. */
const DURATION = /^(\d+ms|(\d+d)?(\d+h)?(\d+m)?\d+(\.\d{1,3})?s)$/;

function identified(headers: Headers): void {
  match(headers.get("x-request-id"), /^req_[0-9a-f]{32}$/, "x-request-id");
  match(headers.get("openai-processing-ms"), /^\d+$/, "openai-processing-ms");
  equal(headers.get("openai-version"), "2020-10-01", "openai-version");
}

function limited(headers: Headers): void {
  for (const kind of ["requests", "tokens"]) {
    const limit = headers.get(`x-ratelimit-limit-${kind}`);
    const remaining = headers.get(`x-ratelimit-remaining-${kind}`);
    match(limit, /^\d+$/, `limit of ${kind}`);
    match(remaining, /^\d+$/, `remaining ${kind}`);
    between(Number(remaining), 0, Number(limit), `remaining ${kind}`);
    match(headers.get(`x-ratelimit-reset-${kind}`), DURATION, `reset of ${kind}`);
  }
}

check("content-type, whole", async (t) => {
  equal((await whole(t)).get("content-type"), "application/json", "content-type");
});

check("content-type, stream", async (t) => {
  const type = (await streamed(t)).get("content-type");
  equal(type, "text/event-stream; charset=utf-8", "content-type");
}, "docs/wire.md §2");

check("request id, processing time, version; whole", async (t) => identified(await whole(t)));
check("request id, processing time, version; stream", async (t) => identified(await streamed(t)));
check("rate limits, whole", async (t) => limited(await whole(t)));
check("rate limits, stream", async (t) => limited(await streamed(t)), "docs/wire.md §2");

check("request ids differ", async (t) => {
  const [a, b] = [await whole(t), await whole(t)];
  ok(a.get("x-request-id") !== b.get("x-request-id"), "two answers have one request id");
});

check("organization and project", async (t) => {
  for (const headers of [await whole(t), await streamed(t)]) {
    match(headers.get("openai-organization"), /./, "openai-organization");
    match(headers.get("openai-project"), /./, "openai-project");
  }
}, "docs/wire.md §1, mostly");

check("the request id is readable across origins", async (t) => {
  for (const headers of [await whole(t), await streamed(t)]) {
    match(headers.get("access-control-expose-headers"), /x-request-id/i, "expose-headers");
  }
}, "docs/wire.md §1, mostly");

check("nosniff", async (t) => {
  equal((await whole(t)).get("x-content-type-options"), "nosniff", "x-content-type-options");
}, "docs/wire.md §1, mostly");

check("no cache-control", async (t) => {
  equal((await whole(t)).get("cache-control"), null, "cache-control");
});

check("a stream has no length", async (t) => {
  for (const headers of [await streamed(t), await response(t, true)]) {
    equal(headers.get("content-length"), null, "content-length");
  }
}, "docs/wire.md §2");

check("responses: rate limits on whole answers only", async (t) => {
  limited(await response(t, false));
  const headers = await response(t, true);
  for (const name of LIMITS) equal(headers.get(name), null, name);
}, "docs/wire.md §3");

check("responses: request id, processing time, version", async (t) => {
  identified(await response(t, false));
  identified(await response(t, true));
});

check("responses: content-type of a stream", async (t) => {
  const type = (await response(t, true)).get("content-type");
  equal(type, "text/event-stream; charset=utf-8", "content-type");
});

check("the other endpoints identify their answers", async (t) => {
  for (
    const [path, body] of [
      [COMPLETIONS, { model: "gpt-3.5-turbo-instruct", prompt: "a" }],
      [EMBEDDINGS, { model: "text-embedding-3-small", input: "a" }],
      [MODERATIONS, { input: "a" }],
    ] as const
  ) {
    const headers = await headersOf(post(t, path, body));
    match(headers.get("x-request-id"), /^req_[0-9a-f]{32}$/, `x-request-id of ${path}`);
    match(headers.get("content-type"), /^application\/json/, `content-type of ${path}`);
  }
});

check("embeddings: model and origin", async (t) => {
  const body = { model: "text-embedding-3-small", input: "a" };
  const headers = await headersOf(post(t, EMBEDDINGS, body));
  match(headers.get("openai-model"), /^text-embedding-3-small/, "openai-model");
  equal(headers.get("access-control-allow-origin"), "*", "access-control-allow-origin");
}, "docs/wire.md §5");

// Errors.

check("400: content-type, request id, processing time, version", async (t) => {
  const headers = await headersOf(post(t, CHAT, chat({ temperature: 9 })), 400);
  equal(headers.get("content-type"), "application/json", "content-type");
  identified(headers);
}, "docs/wire.md §3");

check("400 of bad JSON has a request id", async (t) => {
  const headers = await headersOf(post(t, CHAT, "{"), 400);
  match(headers.get("x-request-id"), /^req_[0-9a-f]{32}$/, "x-request-id");
}, "docs/wire.md §3");

check("404 of a model comes from an outer layer", async (t) => {
  const headers = await headersOf(post(t, CHAT, chat({ model: "gpt-nope" })), 404);
  equal(headers.get("content-type"), "application/json; charset=utf-8", "content-type");
  match(headers.get("vary"), /\bOrigin\b/i, "vary");
  equal(headers.get("openai-processing-ms"), null, "openai-processing-ms");
  match(headers.get("x-request-id"), /^req_[0-9a-f]{32}$/, "x-request-id");
}, "docs/wire.md §3");

check("404 of a URL has a request id", async (t) => {
  const headers = await headersOf(t.fetch("/v1/nope"), 404);
  match(headers.get("x-request-id"), /^req_[0-9a-f]{32}$/, "x-request-id");
}, "docs/wire.md §3");

// Methods and origins.

check("HEAD of models has no body", async (t) => {
  const answer = await t.fetch("/v1/models", { method: "HEAD" });
  equal([answer.status, await answer.text()], [200, ""], "status, body");
  match(answer.headers.get("content-type"), /^application\/json/, "content-type");
}, "HTTP");

check("HEAD of chat is refused without a body", async (t) => {
  const answer = await t.fetch(CHAT, { method: "HEAD" });
  equal([answer.status, await answer.text()], [405, ""], "status, body");
}, "HTTP");

const ORIGIN = "http://app.example";

function preflight(target: Target, path: string, method = "POST"): Promise<Response> {
  return target.fetch(path, {
    method: "OPTIONS",
    headers: {
      origin: ORIGIN,
      "access-control-request-method": method,
      "access-control-request-headers": "authorization,content-type,x-mock,x-stainless-lang",
      authorization: "none",
    },
  });
}

for (const path of [CHAT, RESPONSES, EMBEDDINGS, "/v1/messages"]) {
  check(`a preflight of ${path}`, async (t) => {
    const answer = await preflight(t, path);
    await answer.body?.cancel();
    ok([200, 204].includes(answer.status), `status ${answer.status}`);
    const { headers } = answer;
    ok(["*", ORIGIN].includes(headers.get("access-control-allow-origin") ?? ""), "allow-origin");
    match(headers.get("access-control-allow-methods"), /POST|\*/, "allow-methods");
    // `*` does not cover authorization: it must be named.
    const named = headers.get("access-control-allow-headers") ?? "";
    for (const name of ["authorization", "content-type", "x-mock", "x-stainless-lang"]) {
      const covered = named.toLowerCase().split(/\s*,\s*/);
      const starred = covered.includes("*") && name !== "authorization";
      ok(starred || covered.includes(name), `allow-headers without ${name}: ${named}`);
    }
  }, "CORS");
}

check("a browser may read the answer and its errors", async (t) => {
  const origin = { headers: { origin: ORIGIN } };
  const all = [
    await headersOf(post(t, CHAT, chat(), origin)),
    await headersOf(post(t, CHAT, chat({ stream: true }), origin)),
    await headersOf(post(t, CHAT, chat({ temperature: 9 }), origin), 400),
    await headersOf(post(t, CHAT, chat({ model: "gpt-nope" }), origin), 404),
  ];
  for (const headers of all) {
    const allowed = headers.get("access-control-allow-origin") ?? "";
    ok(["*", ORIGIN].includes(allowed), `access-control-allow-origin: ${allowed}`);
  }
}, "CORS");

// Buckets: each check has a key of its own, so that none drains another's.

function fresh(mock: string): Ask {
  return { mock, headers: { authorization: `Bearer sk-${crypto.randomUUID()}` } };
}

/** Sends the same request until one is not a 200, at most `most` times. */
async function drained(
  target: Target,
  path: string,
  body: unknown,
  ask: Ask,
  most: number,
): Promise<Response> {
  for (let sent = 0; sent < most; sent++) {
    const answer = await post(target, path, body, ask);
    if (answer.status !== 200) return answer;
    await answer.text();
  }
  return await post(target, path, body, ask);
}

const TELLS =
  / Please try again in \S+s\. Visit https:\/\/platform\.openai\.com\/account\/rate-limits to learn more\.$/;

check("limits are told and count down", async (t) => {
  const ask = fresh("requests_per_minute=50&tokens_per_minute=6000");
  const first = await headersOf(post(t, CHAT, chat(), ask));
  const second = await headersOf(post(t, CHAT, chat(), ask));
  equal(first.get("x-ratelimit-limit-requests"), "50", "limit of requests");
  equal(first.get("x-ratelimit-limit-tokens"), "6000", "limit of tokens");
  equal(first.get("x-ratelimit-remaining-requests"), "49", "remaining requests");
  between(Number(first.get("x-ratelimit-remaining-tokens")), 0, 5_999, "remaining tokens");
  between(Number(second.get("x-ratelimit-remaining-requests")), 48, 49, "remaining requests");
  const [a, b] = [first, second].map((h) => Number(h.get("x-ratelimit-remaining-tokens")));
  ok((b ?? 0) < (a ?? 0), "tokens do not count down");
}, "issue 4");

check("429 of requests", async (t) => {
  const answer = await drained(t, CHAT, chat(), fresh("requests_per_minute=2"), 3);
  const { error } = await envelope(answer, {
    status: 429,
    message:
      /^Rate limit reached for gpt-4o in organization org-\S+ on requests per min \(RPM\): Limit 2, Used \d+, Requested 1\. /,
    type: "requests",
    param: null,
    code: "rate_limit_exceeded",
  });
  match(error.message, TELLS, "message");
}, "docs/wire.md §3");

check("429 of tokens", async (t) => {
  const body = chat({ max_tokens: 100 });
  const ask = fresh("tokens_per_minute=200&response_length=medium");
  const { error } = await envelope(await drained(t, CHAT, body, ask, 8), {
    status: 429,
    message:
      /^Rate limit reached for gpt-4o in organization org-\S+ on tokens per min \(TPM\): Limit 200, Used \d+, Requested \d+\. /,
    type: "tokens",
    param: null,
    code: "rate_limit_exceeded",
  });
  match(error.message, TELLS, "message");
}, "docs/wire.md §3");

check("429 of chat has retry-after and its limits", async (t) => {
  const { status, headers, body } = await drained(
    t,
    CHAT,
    chat(),
    fresh("requests_per_minute=1"),
    2,
  );
  await body?.cancel();
  equal(status, 429, "status");
  match(headers.get("retry-after"), /^[1-9]\d*$/, "retry-after");
  equal(headers.get("x-ratelimit-limit-requests"), "1", "limit of requests");
  equal(headers.get("x-ratelimit-remaining-requests"), "0", "remaining requests");
  identified(headers);
}, "docs/wire.md §3");

check("429 of responses has neither", async (t) => {
  const asked = { model: "gpt-4o", input: "Hello" };
  const answer = await drained(t, RESPONSES, asked, fresh("requests_per_minute=1"), 2);
  const { headers } = answer;
  await envelope(answer, { status: 429, message: /^Rate limit reached/, type: "requests" });
  for (const name of ["retry-after", ...LIMITS]) equal(headers.get(name), null, name);
}, "docs/wire.md §3");

check("429 of a stream is plain JSON", async (t) => {
  const body = chat({ stream: true });
  const answer = await drained(t, CHAT, body, fresh("requests_per_minute=1"), 2);
  await envelope(answer, { status: 429, message: /^Rate limit reached/, type: "requests" });
}, "docs/wire.md §3");

export const headersChecks = checks;
