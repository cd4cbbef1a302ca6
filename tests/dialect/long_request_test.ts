/** A long request is gone through step by step, with a turn for others between any two. */

import { assertEquals } from "@std/assert";
import { eventLoopTurns } from "../../lib/clock/turns.ts";
import { configFrom } from "../../lib/config/config.ts";
import { defaultSettings } from "../../lib/config/settings.ts";
import type { Deps } from "../../lib/dialect/deps.ts";
import { readPrompt } from "../../lib/dialect/read_prompt.ts";
import { refuse } from "../../lib/dialect/refuse_if_strict.ts";
import { estimateTokenizer } from "../../lib/tokens/estimate.ts";
import { chat } from "../../routes/openai/chat/chat.ts";

Deno.test("a long prompt is read, counted and objected to with a turn for others after each", async () => {
  const steps: string[] = [];
  const pause = () => Promise.resolve(steps.push("pause")).then(() => {});
  const noted = <T>(step: string, value: T): T => {
    steps.push(step);
    return value;
  };
  const turns = eventLoopTurns();
  const deps = {
    tokenizers: () => Promise.resolve(noted("count", estimateTokenizer(turns))),
  } as unknown as Deps;
  const url = new URL("http://mock/");
  const messages = [{ role: "user", content: "Hi" }];
  const body = chat.parse(
    { body: { model: "m", messages }, headers: new Headers(), url, params: {} },
    refuse,
  );
  const dialect: Pick<typeof chat, "prompt" | "objections"> = {
    prompt: (...asked) => noted("read", chat.prompt(...asked)),
    objections: { always: [() => noted("object", undefined)], strict: [] },
  };
  await readPrompt(dialect, deps, {
    body,
    model: "m",
    settings: defaultSettings,
    config: configFrom({}, 0),
    metadata: {},
    refuseIfStrict: refuse,
    asked: [],
    pause,
  });
  assertEquals(steps, ["read", "pause", "count", "pause", "object", "pause"]);
});
