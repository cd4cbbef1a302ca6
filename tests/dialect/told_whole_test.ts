/** A long answer is told whole from a plan whose pieces are joined: the same as delta by delta, in each protocol. */

import { assertEquals } from "@std/assert";
import { defaultSettings, type Settings } from "../../lib/config/settings.ts";
import { eventLoopTurns } from "../../lib/clock/turns.ts";
import type { Dialect, RawBody } from "../../lib/dialect/dialect.ts";
import { refuse } from "../../lib/dialect/refuse_if_strict.ts";
import { compactPlan, joinPlan } from "../../lib/plan/compact_plan.ts";
import { interleaveCalls } from "../../lib/plan/interleave_calls.ts";
import type { Prompt } from "../../lib/plan/prompt.ts";
import { estimateTokenizer } from "../../lib/tokens/estimate.ts";
import { messages } from "../../routes/anthropic/messages.ts";
import { chat } from "../../routes/openai/chat/chat.ts";
import { textCompletions } from "../../routes/openai/completions/completions.ts";
import { responses } from "../../routes/openai/responses/responses.ts";
import { planFor } from "../plan/plan_fixture.ts";

const turns = eventLoopTurns();
const hi = [{ role: "user", content: "Hi" }];

/** That both tell the same; `prompt` and `asked` are the plan's. */
async function isTheSame<Body>(
  dialect: Dialect<Body>,
  body: RawBody,
  asked: Partial<Settings>,
  prompt: Partial<Prompt>,
) {
  const url = new URL("http://mock/");
  const headers = new Headers({ "anthropic-version": "2023-06-01" });
  const read = dialect.parse({ body, headers, url, params: {} }, refuse);
  const settings = { ...defaultSettings, ...asked };
  const tokenizer = estimateTokenizer(turns);
  for (const plan of [planFor(asked, prompt), interleaveCalls(planFor(asked, prompt))]) {
    const answer = { plan, body: read, settings, tokenizer, requestId: "r" };
    const joined = { ...answer, plan: joinPlan(await compactPlan(plan, turns)) };
    assertEquals(
      JSON.stringify(dialect.whole(joined)),
      JSON.stringify(dialect.whole(answer)),
      `${dialect.name} ${JSON.stringify(body)}`,
    );
  }
}

const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const tools = ["one", "two"].map((name) => ({ kind: "function", name, parameters }) as const);

/** What plans are made of: text, several choices, thinking, a refusal, calls, chunks of several tokens. */
const PLANS: readonly (readonly [Partial<Settings>, Partial<Prompt>])[] = [
  [{}, {}],
  [{}, { choices: 3 }],
  [{ reasoning_tokens: 20 }, { thinkingTokens: 20 }],
  [{ refuse: true }, {}],
  [{ tokens_per_chunk: 7 }, {}],
  [{}, { tools, parallelToolCalls: true }],
  [{}, { maxTokens: 11 }],
];

Deno.test("a whole answer is the same whether its pieces are joined or not", async () => {
  for (const [settings, prompt] of PLANS) {
    await isTheSame(chat, { model: "m", messages: hi }, settings, prompt);
    await isTheSame(
      chat,
      {
        model: "m",
        messages: hi,
        modalities: ["text", "audio"],
        audio: { voice: "a", format: "wav" },
      },
      settings,
      prompt,
    );
    await isTheSame(responses, { model: "m", input: "Hi" }, settings, prompt);
    await isTheSame(messages, { model: "m", max_tokens: 99, messages: hi }, settings, prompt);
    await isTheSame(textCompletions, { model: "m", prompt: "Hi", echo: true }, settings, prompt);
  }
});
