/** Usage that leaves out what was cached, for a service that counts some of a prompt as cached. */

import { assertEquals } from "@std/assert";
import type { Answer } from "../../../lib/dialect/dialect.ts";
import type { StreamWriter } from "../../../lib/stream/writer.ts";
import { responseShapes } from "../../../routes/openai/responses/shapes.ts";
import { usageShapes } from "../../../routes/openai/usage_shapes.ts";

const CHAT = {
  prompt_tokens: 100,
  completion_tokens: 5,
  total_tokens: 105,
  prompt_tokens_details: { cached_tokens: 64 },
};
const TOLD = { ...CHAT, prompt_tokens: 36, total_tokens: 41 };

// Of an answer only its plan's counts and choices are asked for.
const ANSWER = {
  plan: { usage: { promptTokens: 100 }, choices: [{}] },
} as unknown as Answer<unknown>;

const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;

Deno.test("usage: exclusive_cache takes the cached tokens out of the prompt's and the total", () => {
  const { exclusive_cache: shape } = usageShapes(() => CHAT);
  assertEquals(shape?.whole?.({ id: "x", usage: CHAT }, ANSWER), { id: "x", usage: TOLD });
  const writer: StreamWriter = {
    delta: () => [],
    end: () => [event({ choices: [], usage: CHAT }), event({ choices: [], usage: null })],
  };
  const usage = { promptTokens: 100, completionTokens: 5, reasoningTokens: 0 };
  assertEquals(shape?.writer?.(writer, ANSWER).end([], usage), [
    event({ choices: [], usage: TOLD }),
    event({ choices: [], usage: null }),
  ]);
});

Deno.test("usage: exclusive_cache of a response", () => {
  const usage = {
    input_tokens: 100,
    input_tokens_details: { cached_tokens: 64 },
    output_tokens: 5,
    total_tokens: 105,
  };
  const told = { ...usage, input_tokens: 36, total_tokens: 41 };
  assertEquals(responseShapes.usage?.exclusive_cache?.whole?.({ usage }, ANSWER), { usage: told });
});
