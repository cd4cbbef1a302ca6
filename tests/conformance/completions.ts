import { equal, type Json, keysAre, keySet, match, ok } from "./asserts.ts";
import { area, type Target } from "./check.ts";
import { answer, type Ask, chunks, COMPLETIONS, STREAM_USAGE } from "./requests.ts";
import { textCompletion, valid } from "./schemas.ts";
import { pieces, tokens } from "./tokens.ts";

const { checks, check } = area("completions", "docs/wire.md §5");

const MODEL = "gpt-3.5-turbo-instruct";
const PROMPT = "The lighthouse at the end of the world";
const LONG = { mock: "response_length=long" };

type Extra = Record<string, unknown>;

const body = (extra: Extra = {}): Extra => ({ model: MODEL, prompt: PROMPT, ...extra });
const whole = (t: Target, extra?: Extra, ask?: Ask): Promise<Json> =>
  answer(t, COMPLETIONS, body(extra), ask);
const stream = (t: Target, extra?: Extra, ask?: Ask): Promise<Json[]> =>
  chunks(t, body({ stream: true, ...extra }), ask, COMPLETIONS);

check("schema", async (t) => valid(textCompletion, await whole(t), "the completion"));

check("keys and their order", async (t) => {
  const made = await whole(t);
  const keys = Object.keys(made).filter((key) => key !== "system_fingerprint");
  equal(keys, ["id", "object", "created", "model", "choices", "usage"], "keys");
  keysAre(made.choices[0], ["text", "index", "logprobs", "finish_reason"], "the choice");
});

check("id and object", async (t) => {
  const made = await whole(t);
  match(made.id, /^cmpl-[A-Za-z0-9]{20,}$/, "id");
  equal([made.object, made.choices[0].logprobs], ["text_completion", null], "object, logprobs");
});

check("max_tokens is 16 unless told", async (t) => {
  const { choices, usage } = await whole(t, {}, LONG);
  equal([choices[0].finish_reason, usage.completion_tokens], ["length", 16], "end");
  equal(tokens(MODEL, choices[0].text), 16, "tokens of the text");
});

check("max_tokens", async (t) => {
  const { choices, usage } = await whole(t, { max_tokens: 5 }, LONG);
  equal([choices[0].finish_reason, usage.completion_tokens], ["length", 5], "end");
});

check("a text that ends by itself", async (t) => {
  const { choices, usage } = await whole(t, { max_tokens: 3000 }, {
    mock: "response_length=short",
  });
  equal(choices[0].finish_reason, "stop", "finish_reason");
  equal(usage.completion_tokens, tokens(MODEL, choices[0].text), "completion_tokens");
});

check("usage", async (t) => {
  const { usage } = await whole(t);
  keySet(usage, ["prompt_tokens", "completion_tokens", "total_tokens"], "usage", [
    "prompt_tokens_details",
    "completion_tokens_details",
  ]);
  equal(usage.prompt_tokens, tokens(MODEL, PROMPT), "prompt_tokens");
  equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens, "total_tokens");
});

check("echo", async (t) => {
  const { choices, usage } = await whole(t, { echo: true });
  ok(choices[0].text.startsWith(PROMPT), `no echo: ${choices[0].text.slice(0, 60)}`);
  ok(choices[0].text.length > PROMPT.length, "nothing but the echo");
  equal(usage.prompt_tokens, tokens(MODEL, PROMPT), "prompt_tokens");
  ok(usage.completion_tokens <= 16, "the echo counts as a completion");
}, "issue 4");

check("suffix is taken", async (t) => {
  ok((await whole(t, { suffix: " The end." })).choices[0].text, "no text");
}, "issue 4");

check("an array of prompts", async (t) => {
  const prompt = ["One lamp", "Two lamps and a horn"];
  const { choices, usage } = await whole(t, { prompt });
  equal(choices.map((choice: Json) => choice.index), [0, 1], "indexes");
  const sum = prompt.reduce((total, text) => total + tokens(MODEL, text), 0);
  equal(usage.prompt_tokens, sum, "prompt_tokens");
}, "issue 4");

check("n for each prompt", async (t) => {
  const { choices } = await whole(t, { prompt: ["One", "Two"], n: 2 });
  equal(choices.map((choice: Json) => choice.index), [0, 1, 2, 3], "indexes");
}, "issue 4");

check("a prompt of tokens", async (t) => {
  const { choices, usage } = await whole(t, { prompt: [791, 3363, 7913] });
  equal([choices.length, usage.prompt_tokens], [1, 3], "choices, prompt_tokens");
}, "spec");

check("prompts of tokens", async (t) => {
  const { choices, usage } = await whole(t, { prompt: [[791, 3363], [791]] });
  equal([choices.length, usage.prompt_tokens], [2, 3], "choices, prompt_tokens");
}, "spec");

check("logprobs", async (t) => {
  const { choices: [{ text, logprobs }], usage } = await whole(t, { logprobs: 2 });
  keySet(logprobs, ["tokens", "token_logprobs", "top_logprobs", "text_offset"], "logprobs");
  equal(logprobs.tokens.join(""), text, "the tokens put together");
  for (const key of ["tokens", "token_logprobs", "top_logprobs", "text_offset"]) {
    equal(logprobs[key].length, usage.completion_tokens, `length of ${key}`);
  }
  ok(logprobs.token_logprobs.every((log: number) => log <= 0), "a logprob above zero");
  for (const top of logprobs.top_logprobs) {
    ok(Object.keys(top).length >= 2, "fewer alternatives than asked for");
  }
  const [start] = logprobs.text_offset;
  const ends = logprobs.tokens.map((_: string, at: number) =>
    logprobs.tokens.slice(0, at).join("")
  );
  const expected = ends.map((before: string) => start + before.length);
  equal(logprobs.text_offset, expected, "text_offset");
}, "issue 4, spec");

check("stop", async (t) => {
  const { choices } = await whole(t, { stop: "e", max_tokens: 300 }, LONG);
  ok(!choices[0].text.includes("e"), "the stop was sent");
  equal(choices[0].finish_reason, "stop", "finish_reason");
});

check("stream: schema", async (t) => {
  for (const chunk of await stream(t, STREAM_USAGE)) valid(textCompletion, chunk, "a chunk");
});

check("stream: the object's name is the same", async (t) => {
  for (const chunk of await stream(t)) equal(chunk.object, "text_completion", "object");
});

check("stream: texts, and the finish on the last one", async (t) => {
  const all = (await stream(t, {}, LONG)).map((chunk) => chunk.choices[0]);
  for (const choice of all) {
    keysAre(choice, ["text", "index", "logprobs", "finish_reason"], "a choice");
    ok(choice.text !== "", "an empty text");
  }
  const reasons = all.map((choice) => choice.finish_reason);
  ok(reasons.slice(0, -1).every((reason) => reason === null), "an early finish_reason");
  equal(reasons.at(-1), "length", "finish_reason");
  const said = all.map((choice) => choice.text);
  equal(said, pieces(MODEL, said.join("")), "a token a chunk");
  equal(said.length, 16, "chunks");
});

check("stream: no role and no delta", async (t) => {
  for (const { choices } of await stream(t)) ok(!("delta" in choices[0]), "a delta");
});

check("stream: usage only when asked for", async (t) => {
  for (const chunk of await stream(t)) {
    ok(!("usage" in chunk), "a chunk has the key usage");
    equal(chunk.choices.length, 1, "choices");
  }
});

check("stream: include_usage", async (t) => {
  const all = await stream(t, STREAM_USAGE, LONG);
  for (const chunk of all.slice(0, -1)) equal(chunk.usage, null, "usage");
  equal(all.at(-1).choices, [], "choices of the last chunk");
  equal(all.at(-1).usage.completion_tokens, 16, "completion_tokens");
  equal(all.at(-1).usage.prompt_tokens, tokens(MODEL, PROMPT), "prompt_tokens");
});

check("stream: id, created and model are constant", async (t) => {
  const all = await stream(t);
  for (const key of ["id", "created", "model"]) {
    equal(new Set(all.map((chunk) => chunk[key])).size, 1, `different values of ${key}`);
  }
});

check("stream: two prompts", async (t) => {
  const all = await stream(t, { prompt: ["One", "Two"] });
  const indexes = all.map((chunk) => chunk.choices[0].index);
  ok(indexes.includes(0) && indexes.includes(1), `indexes ${[...new Set(indexes)]}`);
  equal(all.filter((chunk) => chunk.choices[0].finish_reason !== null).length, 2, "finishes");
});

export const completionsChecks = checks;
