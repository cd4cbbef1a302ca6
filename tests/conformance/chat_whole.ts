import { between, equal, integer, keysAre, keySet, match, ok } from "./asserts.ts";
import { area } from "./check.ts";
import { answer, CHAT, chat, post, whole } from "./requests.ts";
import { chatCompletion, valid } from "./schemas.ts";
import { type Message, promptTokens, tokens } from "./tokens.ts";

const { checks, check } = area("chat_whole", "docs/wire.md §1");

check("schema", async (t) => valid(chatCompletion, await whole(t), "the completion"));

check("keys and their order", async (t) => {
  const keys = "id,object,created,model,choices,usage,service_tier,system_fingerprint";
  keysAre(await whole(t), keys.split(","), "the completion");
});

check("the choice's keys and their order", async (t) => {
  const { choices } = await whole(t);
  keysAre(choices[0], ["index", "message", "logprobs", "finish_reason"], "the choice");
});

check("the message's keys and their order", async (t) => {
  const { message } = (await whole(t)).choices[0];
  keysAre(message, ["role", "content", "refusal", "annotations"], "the message");
});

check("the usage's keys and their order", async (t) => {
  const { usage } = await whole(t);
  keysAre(usage, [
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "prompt_tokens_details",
    "completion_tokens_details",
  ], "usage");
  keysAre(usage.prompt_tokens_details, ["cached_tokens", "audio_tokens"], "prompt details");
  keysAre(usage.completion_tokens_details, [
    "reasoning_tokens",
    "audio_tokens",
    "accepted_prediction_tokens",
    "rejected_prediction_tokens",
  ], "completion details");
});

check("id", async (t) => match((await whole(t)).id, /^chatcmpl-[A-Za-z0-9]{29}$/, "id"));

check("ids differ", async (t) => {
  const [a, b] = [await whole(t), await whole(t)];
  ok(a.id !== b.id, "two completions have one id");
});

check("created is unix seconds, now", async (t) => {
  const { created } = await whole(t);
  integer(created, "created");
  between(created, Date.now() / 1000 - 300, Date.now() / 1000 + 300, "created");
});

check("object, model, service tier and fingerprint", async (t) => {
  const body = await whole(t);
  equal(body.object, "chat.completion", "object");
  match(body.model, /^gpt-4o(-\d{4}-\d\d-\d\d)?$/, "model");
  equal(body.service_tier, "default", "service_tier");
  match(body.system_fingerprint, /^fp_[0-9a-f]{10}$/, "system_fingerprint");
});

check("service tier auto is answered by default", async (t) => {
  equal((await whole(t, { service_tier: "auto" })).service_tier, "default", "service_tier");
});

check("the answer", async (t) => {
  const { choices } = await whole(t);
  equal(choices.length, 1, "choices");
  const [{ index, message, logprobs, finish_reason }] = choices;
  equal([index, logprobs, finish_reason], [0, null, "stop"], "index, logprobs, finish_reason");
  equal([message.role, message.refusal, message.annotations], ["assistant", null, []], "message");
  ok(typeof message.content === "string" && message.content !== "", "no content");
});

check("extra details of usage are zero", async (t) => {
  const { usage } = await whole(t);
  equal(usage.prompt_tokens_details, { cached_tokens: 0, audio_tokens: 0 }, "prompt details");
  equal(Object.values(usage.completion_tokens_details), [0, 0, 0, 0], "completion details");
});

check("total is prompt and completion", async (t) => {
  const { prompt_tokens, completion_tokens, total_tokens } = (await whole(t)).usage;
  equal(total_tokens, prompt_tokens + completion_tokens, "total_tokens");
});

for (const model of ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4", "gpt-4-turbo", "gpt-3.5-turbo"]) {
  check(`completion_tokens are the content's, ${model}`, async (t) => {
    const { choices, usage } = await whole(t, { model });
    equal(usage.completion_tokens, tokens(model, choices[0].message.content), "completion_tokens");
  }, "docs/wire.md §7");
}

const FOREIGN = "नमस्ते दुनिया, 你好世界! Überraschung 🚀 lorem";
const PROMPTS: readonly (readonly [string, readonly Message[]])[] = [
  ["one message", [{ role: "user", content: "Hello!" }]],
  ["the reference's nineteen", [
    { role: "system", content: "You are a helpful assistant." },
    { role: "user", content: "Hello!" },
  ]],
  ["several turns", [
    { role: "system", content: "Be brief." },
    { role: "user", content: "What is a lighthouse?" },
    { role: "assistant", content: "A tower with a lamp." },
    { role: "user", content: "And a buoy?" },
  ]],
  ["a name", [{ role: "user", name: "margaret", content: "Who am I?" }]],
  ["other scripts", [{ role: "user", content: FOREIGN }]],
  ["an empty content", [{ role: "user", content: "" }]],
  ["lines and code", [{ role: "user", content: "```ts\nconst a = 1;\n\n\tconst b = a;\n```\n" }]],
];

for (const [name, messages] of PROMPTS) {
  for (const model of ["gpt-4o", "gpt-3.5-turbo"]) {
    check(`prompt_tokens of ${name}, ${model}`, async (t) => {
      const { usage } = await answer(t, CHAT, { model, messages });
      equal(usage.prompt_tokens, promptTokens(model, messages), "prompt_tokens");
    }, "docs/wire.md §7");
  }
}

check("prompt_tokens of the reference are 19", async (t) => {
  const messages = [
    { role: "system", content: "You are a helpful assistant." },
    { role: "user", content: "Hello!" },
  ];
  equal((await whole(t, { messages })).usage.prompt_tokens, 19, "prompt_tokens");
}, "docs/wire.md §7");

for (const model of ["gpt-4o-mini", "gpt-4.1", "gpt-4", "gpt-4-turbo"]) {
  check(`prompt_tokens use the model's encoding, ${model}`, async (t) => {
    const messages = [{ role: "user", content: FOREIGN }];
    const { usage } = await answer(t, CHAT, { model, messages });
    equal(usage.prompt_tokens, promptTokens(model, messages), "prompt_tokens");
  }, "docs/wire.md §7");
}

for (const model of ["gpt-5", "gpt-5-mini", "o3-mini", "o4-mini"]) {
  check(`prompt_tokens are one less, ${model}`, async (t) => {
    const messages = [{ role: "user", content: "What is a lighthouse?" }];
    const { usage } = await answer(t, CHAT, { model, messages });
    equal(usage.prompt_tokens, promptTokens(model, messages), "prompt_tokens");
  }, "docs/wire.md §7");
}

check("prompt_tokens of a content in parts", async (t) => {
  const content = [{ type: "text", text: "Hello!" }, { type: "text", text: "\n\nWho are you?" }];
  const { usage } = await whole(t, { messages: [{ role: "user", content }] });
  const expected = promptTokens("gpt-4o", [{ role: "user", content: "Hello!\n\nWho are you?" }]);
  const apart = 7 + tokens("gpt-4o", "Hello!") + tokens("gpt-4o", "\n\nWho are you?");
  ok([expected, apart].includes(usage.prompt_tokens), `${usage.prompt_tokens}, not ${expected}`);
}, "docs/wire.md §7");

check("one text part counts as a string does", async (t) => {
  const content = [{ type: "text", text: "What is a lighthouse?" }];
  const { usage } = await whole(t, { messages: [{ role: "user", content }] });
  const flat = [{ role: "user", content: "What is a lighthouse?" }];
  equal(usage.prompt_tokens, promptTokens("gpt-4o", flat), "prompt_tokens");
}, "docs/wire.md §7");

check("n counts the prompt once and all completions", async (t) => {
  const { choices, usage } = await whole(t, { n: 3 });
  equal(choices.map((choice: { index: number }) => choice.index), [0, 1, 2], "indexes");
  const texts: string[] = choices.map((c: { message: { content: string } }) => c.message.content);
  const sum = texts.reduce((total, text) => total + tokens("gpt-4o", text), 0);
  equal(usage.completion_tokens, sum, "completion_tokens");
  const prompt = promptTokens("gpt-4o", [{ role: "user", content: "Tell me about lighthouses." }]);
  equal(usage.prompt_tokens, prompt, "prompt_tokens");
});

check("image parts are taken", async (t) => {
  const url = "data:image/png;base64,iVBORw0KGgo=";
  const content = [{ type: "text", text: "What is this?" }, {
    type: "image_url",
    image_url: { url },
  }];
  ok(
    (await whole(t, { messages: [{ role: "user", content }] })).choices[0].message.content,
    "empty",
  );
}, "issue 4");

check("audio parts are taken", async (t) => {
  const content = [{ type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } }];
  ok(
    (await whole(t, { messages: [{ role: "user", content }] })).choices[0].message.content,
    "empty",
  );
}, "issue 4");

check("null for an optional field is as if it were not there", async (t) => {
  const fields =
    "temperature,top_p,n,stop,max_tokens,stream,tools,tool_choice,logprobs,user,seed," +
    "stream_options,presence_penalty,frequency_penalty,logit_bias,response_format";
  const nulls = Object.fromEntries(fields.split(",").map((field) => [field, null]));
  // tools: null and tool_choice: null cannot be told from no tools at all.
  equal((await whole(t, nulls)).choices[0].finish_reason, "stop", "finish_reason");
});

check("every real parameter is known", async (t) => {
  await whole(t, {
    temperature: 0.5,
    top_p: 0.9,
    n: 1,
    presence_penalty: 0.1,
    frequency_penalty: -0.1,
    logit_bias: { "50256": -100 },
    user: "u",
    seed: 7,
    store: false,
    metadata: { a: "b" },
    service_tier: "auto",
    modalities: ["text"],
    prediction: { type: "content", content: "A" },
    prompt_cache_key: "k",
    safety_identifier: "s",
    logprobs: false,
    response_format: { type: "text" },
    stream: false,
  });
});

check("the limits themselves are within them", async (t) => {
  const low = { temperature: 0, top_p: 0, presence_penalty: -2, frequency_penalty: -2 };
  const high = { temperature: 2, top_p: 1, presence_penalty: 2, frequency_penalty: 2 };
  await whole(t, low);
  await whole(t, high);
  await whole(t, {
    stop: ["\u0001", "\u0002", "\u0003", "\u0004"],
    logprobs: true,
    top_logprobs: 20,
  });
});

check("roles developer, system, tool and function are taken", async (t) => {
  await whole(t, {
    model: "gpt-4.1",
    messages: [
      { role: "developer", content: "Be brief." },
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Hello. How can I help?" },
      { role: "user", content: "Go on." },
    ],
  });
});

check("a query string in the URL is no matter", async (t) => {
  keySet(await answer(t, `${CHAT}?api-version=1`, chat()), ["id"], "the completion", [
    "object",
    "created",
    "model",
    "choices",
    "usage",
    "service_tier",
    "system_fingerprint",
  ]);
});

check("the body is one JSON value and nothing more", async (t) => {
  const text = await (await post(t, CHAT, chat())).text();
  ok(text.startsWith("{") && text.trimEnd().endsWith("}"), "the body is not an object");
});

export const chatWholeChecks = checks;
