/** The ways to word a completion from before chat wrong. */

import { assertEquals } from "@std/assert";
import { events, whole } from "../../shapes_fixture.ts";

const texts = async (mock: string) =>
  (await events("completions", mock)).map((event) => {
    if (typeof event === "string") return event;
    const { choices: [choice], usage } = event;
    const told = usage && (usage.completion_tokens ?? "{}");
    return [choice?.text ?? "", choice?.finish_reason, told].filter((one) => one).join(" ");
  });

const SAID = ["A", " quiet", " sea"];

Deno.test("completions: finish, ending and usage as in chat; the last text stays", async () => {
  assertEquals(await texts("finish=content_filter"), [...SAID, ". content_filter 4", "[DONE]"]);
  assertEquals(await texts("finish=none"), [...SAID, ". 4", "[DONE]"]);
  assertEquals((await whole("completions", "finish=none")).choices[0].finish_reason, null);
  assertEquals(await texts("ending=no_done"), [...SAID, ". stop 4"]);
  assertEquals(await texts("ending=no_finish"), [...SAID, ". 4", "[DONE]"]);
  assertEquals(await texts("ending=twice"), [...SAID, ". stop 4", "stop 4", "[DONE]", "[DONE]"]);
  assertEquals(await texts("usage=none"), [...SAID, ". stop", "[DONE]"]);
  assertEquals(await texts("usage=empty"), [...SAID, ". stop {}", "[DONE]"]);
  assertEquals(await texts("usage=early"), [...SAID, "4", ". stop", "[DONE]"]);
  assertEquals(await texts("usage=every"), ["A 1", " quiet 2", " sea 3", ". stop 4", "[DONE]"]);
});

Deno.test("completions: odd chunks", async () => {
  const plain = await events("completions", "");
  assertEquals((await events("completions", "chunks=empty_choices_first")).slice(1), plain);
  const bare = await events("completions", "chunks=no_id");
  assertEquals(bare[0], (({ id: _, ...chunk }) => chunk)(plain[0]));
});
