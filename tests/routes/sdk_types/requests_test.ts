/** What the types of the official SDKs allow is taken: their next release's new key or block fails here, by name. */

import { assert, assertEquals } from "@std/assert";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";
import { BLOCK_KEYS, MESSAGE_KEYS, TOOL_KEYS } from "../../../routes/anthropic/extra_inputs.ts";
import { TOOL_TYPES as ANTHROPIC_TOOL_TYPES } from "../../../routes/anthropic/tool_types.ts";
import { INCLUDABLE, ITEM_TYPES, TOOL_TYPES } from "../../../routes/openai/responses/accepted.ts";
import { openDeclarations, type Sample } from "./declarations.ts";

const HELLO = [{ role: "user", content: "Hello!" }];
const OPENAI = "openai/resources/";
const ANTHROPIC = "@anthropic-ai/sdk/resources/";

/** Where the parameters of each endpoint are declared, what every sample is asked with, and how deep one goes. */
const ENDPOINTS: readonly {
  readonly module: string;
  readonly type: string;
  readonly path: string;
  readonly base: Readonly<Record<string, unknown>>;
  readonly depth: number;
}[] = [
  {
    module: `${OPENAI}chat/completions`,
    type: "ChatCompletionCreateParamsBase",
    path: "/v1/chat/completions",
    base: { messages: HELLO },
    depth: 6,
  },
  {
    module: `${OPENAI}completions`,
    type: "CompletionCreateParamsBase",
    path: "/v1/completions",
    base: { prompt: "Hello!" },
    depth: 4,
  },
  {
    module: `${OPENAI}embeddings`,
    type: "EmbeddingCreateParams",
    path: "/v1/embeddings",
    base: { input: "Hello!" },
    depth: 4,
  },
  {
    module: `${OPENAI}moderations`,
    type: "ModerationCreateParams",
    path: "/v1/moderations",
    base: { input: "Hello!" },
    depth: 4,
  },
  ...["", "beta/"].map((beta) => ({
    module: `${OPENAI}${beta}responses/responses`,
    type: "ResponseCreateParamsBase",
    path: "/v1/responses",
    base: { input: HELLO },
    depth: beta ? 3 : 5,
  })),
  {
    module: `${OPENAI}conversations/conversations`,
    type: "ConversationCreateParams",
    path: "/v1/conversations",
    base: {},
    depth: 4,
  },
  {
    module: `${OPENAI}responses/responses`,
    type: "ResponseCompactParams",
    path: "/v1/responses/compact",
    base: { input: HELLO },
    depth: 3,
  },
  ...["", "beta/"].map((beta) => ({
    module: `${OPENAI}${beta}responses/input-tokens`,
    type: "InputTokenCountParams",
    path: "/v1/responses/input_tokens",
    base: { input: HELLO },
    depth: 3,
  })),
  ...["", "beta/"].flatMap((beta) => [
    {
      module: `${ANTHROPIC}${beta}messages/messages`,
      type: "MessageCreateParamsBase",
      path: "/v1/messages",
      base: { messages: HELLO, max_tokens: 2048 },
      depth: beta ? 6 : 4,
    },
    {
      module: `${ANTHROPIC}${beta}messages/messages`,
      type: "MessageCountTokensParams",
      path: "/v1/messages/count_tokens",
      base: { messages: HELLO },
      depth: 3,
    },
  ]),
];

/** What a lone sample may be told: it is right by itself, and wrong without what belongs to it. */
const ALONE = [
  "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
  "Item with id 'x' not found.",
  "Previous response with id 'x' not found.",
  "Conversation with id 'x' not found.",
  "Tool 'x' not found in provided tools",
  "Missing required parameter: 'audio'.",
  // Recorded, although the type calls it optional.
  "Missing required parameter: 'input[1].call_id'.",
  "Missing required parameter: 'items[0].call_id'.",
  "Invalid value for 'function_call': no function named 'x' was specified in the 'functions' parameter.",
  "Tool choice 'required' must be specified with 'tools' parameter.",
  "tool_choice.any may only be specified while providing tools",
];

/** Likewise, of a tool that is chosen and not there. */
const CHOSEN_ALONE = /^Tool choice '\w+' not found in 'tools' parameter\.$/;

function isOfLoneSample(error: string): boolean {
  return ALONE.includes(error) || CHOSEN_ALONE.test(error);
}

/** Keys of a client's parameters that it does not send in the body. */
const IN_HEADERS = ["betas"];

const declarationsOf = openDeclarations(ENDPOINTS.map(({ module }) => module));

for (const { module, type, path, base, depth } of ENDPOINTS) {
  Deno.test(`sdk types: ${path} takes all that ${module} allows`, async () => {
    const mocker = createStreamMocker({
      clock: new FakeClock({ autoAdvance: true }),
      config: "[models.m]",
    });
    const declared = declarationsOf(module);
    const errorOf = async (body: unknown, strict: boolean): Promise<string | undefined> => {
      const response = await mocker.fetch(`http://mock${path}`, {
        method: "POST",
        headers: { "x-mock": `strict=${strict}`, "anthropic-version": "2023-06-01" },
        body: JSON.stringify(body),
      });
      const text = await response.text();
      return response.ok ? undefined : JSON.parse(text).error.message;
    };
    const asksModel = declared.keys(type).includes("model");
    const bodyOf = (key: string, value: unknown) => {
      const before = base[key];
      const all = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
      return { ...base, [key]: all, ...(asksModel ? { model: "m" } : {}) };
    };
    const keys = declared.keys(type).filter((key) => key !== "model" && !IN_HEADERS.includes(key));
    assert(keys.length > 0);
    const refused: string[] = [];
    for (const key of keys) {
      const samples: readonly Sample[] = declared.samples(`${type}.${key}`, depth - 1);
      assert(samples.length > 0, `${key} has no samples`);
      const unknown = await errorOf(bodyOf(key, samples[0]?.value), true);
      if (/^Unknown parameter|Extra inputs/.test(unknown ?? "")) refused.push(unknown ?? "");
      for (const { value, place } of samples) {
        const error = await errorOf(bodyOf(key, value), false);
        if (error !== undefined && !isOfLoneSample(error)) refused.push(`${key}${place}: ${error}`);
      }
    }
    assertEquals(refused, []);
  });
}

const responses = declarationsOf(`${OPENAI}responses/responses`);
const betaResponses = declarationsOf(`${OPENAI}beta/responses/responses`);

Deno.test("sdk types: the lists of items, tools and includes are those of the SDK", () => {
  const both = (name: string) =>
    [
      ...new Set([...responses.tags(name), ...betaResponses.tags(`Beta${name}`)]),
    ].sort();
  assertEquals(ITEM_TYPES.toSorted(), both("ResponseInputItem"));
  assertEquals(TOOL_TYPES.toSorted(), both("Tool"));
  assertEquals(INCLUDABLE.toSorted(), both("ResponseIncludable"));
});

Deno.test("sdk types: Anthropic's tools, and the keys of its blocks and messages, are those of the SDK", () => {
  const plain = declarationsOf(`${ANTHROPIC}messages/messages`);
  const beta = declarationsOf(`${ANTHROPIC}beta/messages/messages`);
  const keysOf = (name: string) =>
    [...new Set([...plain.keys(name), ...beta.keys(`Beta${name}`)])].sort();
  const tags = [...plain.tags("ToolUnion"), ...beta.tags("BetaToolUnion"), "custom"];
  assertEquals(ANTHROPIC_TOOL_TYPES, [...new Set(tags)].sort());
  assertEquals(TOOL_KEYS, keysOf("Tool"));
  const names = {
    image: "ImageBlockParam",
    redacted_thinking: "RedactedThinkingBlockParam",
    text: "TextBlockParam",
    thinking: "ThinkingBlockParam",
    tool_result: "ToolResultBlockParam",
    tool_use: "ToolUseBlockParam",
  };
  for (const [type, name] of Object.entries(names)) {
    assertEquals(BLOCK_KEYS[type], keysOf(name), type);
  }
  assertEquals(BLOCK_KEYS.document, plain.keys("DocumentBlockParam").toSorted());
  const more = plain.keys("MessageParam").filter((key) => !MESSAGE_KEYS.includes(key));
  assertEquals(more, []);
});
