import { equal, type Json, ok } from "./asserts.ts";
import { area } from "./check.ts";
import { chat, chunks, collected, STREAM_USAGE, whole } from "./requests.ts";
import { pieces, tokens } from "./tokens.ts";

const { checks, check } = area("chat_limits", "docs/wire.md §2");

const LONG = { mock: "response_length=long" };

for (const limit of ["max_tokens", "max_completion_tokens"]) {
  for (const size of [1, 5, 17]) {
    check(`${limit} ${size}, whole`, async (t) => {
      const { choices, usage } = await whole(t, { [limit]: size }, LONG);
      equal(choices[0].finish_reason, "length", "finish_reason");
      equal(usage.completion_tokens, size, "completion_tokens");
      equal(tokens("gpt-4o", choices[0].message.content), size, "tokens of the content");
    });
  }

  check(`${limit}, stream`, async (t) => {
    const all = await chunks(t, chat({ ...STREAM_USAGE, [limit]: 9 }), LONG);
    const { content, texts, finish } = collected(all);
    equal(finish, "length", "finish_reason");
    equal(all.at(-1).usage.completion_tokens, 9, "completion_tokens");
    equal(texts, pieces("gpt-4o", content), "deltas");
    equal(texts.length, 9, "content deltas");
  });

  check(`the final delta is empty after ${limit}`, async (t) => {
    const all = await chunks(t, chat({ stream: true, [limit]: 3 }), LONG);
    const expected = { index: 0, delta: {}, logprobs: null, finish_reason: "length" };
    equal(all.at(-1).choices[0], expected, "the last choice");
  });
}

check("a limit that is not reached changes nothing", async (t) => {
  const { choices, usage } = await whole(t, { max_tokens: 4000 }, {
    mock: "response_length=short",
  });
  equal(choices[0].finish_reason, "stop", "finish_reason");
  ok(usage.completion_tokens < 4000, "completion_tokens");
});

check("the limit holds for each of n choices", async (t) => {
  const { choices, usage } = await whole(t, { n: 2, max_tokens: 6 }, LONG);
  equal(choices.map((choice: Json) => choice.finish_reason), ["length", "length"], "reasons");
  equal(usage.completion_tokens, 12, "completion_tokens");
});

check("n with a limit, stream: ends together", async (t) => {
  const all = await chunks(t, chat({ ...STREAM_USAGE, n: 2, max_tokens: 6 }), LONG);
  const reasons = all.slice(-3, -1).map((chunk) => chunk.choices[0].finish_reason);
  equal(reasons, ["length", "length"], "finish reasons");
  equal(all.at(-1).usage.completion_tokens, 12, "completion_tokens");
});

const STOPS: readonly (readonly [string, string | string[]])[] = [
  ["a letter", "e"],
  ["across tokens", "e "],
  ["a word", " the"],
  ["an array of one", ["a"]],
  ["an array of four", [" and", ". ", ", ", " of"]],
];

function holds(content: string, stop: string | string[]): void {
  for (const text of [stop].flat()) {
    ok(!content.includes(text), `${JSON.stringify(text)} was sent: ${content.slice(-80)}`);
  }
}

for (const [name, stop] of STOPS) {
  check(`stop, ${name}, whole`, async (t) => {
    const { choices, usage } = await whole(t, { stop }, LONG);
    const { content } = choices[0].message;
    holds(content, stop);
    equal(choices[0].finish_reason, "stop", "finish_reason");
    ok(content.length < 600, "nothing was stopped");
    const [low, slack] = [tokens("gpt-4o", content), 3];
    ok(
      usage.completion_tokens >= low && usage.completion_tokens <= low + slack,
      `completion_tokens ${usage.completion_tokens} of a content of ${low}`,
    );
  });

  check(`stop, ${name}, stream`, async (t) => {
    const all = await chunks(t, chat({ stream: true, stop }), LONG);
    const { content, texts, finish } = collected(all);
    holds(content, stop);
    equal(finish, "stop", "finish_reason");
    ok(content.length < 600, "nothing was stopped");
    ok(texts.every((text) => text !== ""), "an empty delta");
    equal(all.at(-1).choices[0].delta, {}, "the final delta");
  });
}

check("a stop that never comes changes nothing", async (t) => {
  const { choices, usage } = await whole(t, { stop: "\u0007never\u0007" });
  equal(choices[0].finish_reason, "stop", "finish_reason");
  equal(usage.completion_tokens, tokens("gpt-4o", choices[0].message.content), "completion_tokens");
});

check("a stop before the limit is a stop", async (t) => {
  const { choices } = await whole(t, { stop: ["e", "a", "i", "o"], max_tokens: 200 }, LONG);
  equal(choices[0].finish_reason, "stop", "finish_reason");
});

check("n with a stop: no choice sends it", async (t) => {
  const all = await chunks(t, chat({ stream: true, n: 2, stop: "e" }), LONG);
  for (const index of [0, 1]) {
    holds(collected(all, index).content, "e");
    equal(collected(all, index).finish, "stop", "finish_reason");
  }
  const ends = all.slice(-2).map((chunk) => chunk.choices[0].finish_reason);
  equal(ends, ["stop", "stop"], "the last chunks");
});

export const chatLimitsChecks = checks;
