/** References to items of kept responses: thousands of them are followed in turns. */

import { assertEquals, assertRejects } from "@std/assert";
import { ApiError } from "../../../../lib/api_error.ts";
import type { Deps } from "../../../../lib/dialect/deps.ts";
import type { ResponsesBody } from "../../../../routes/openai/responses/body.ts";
import { responsesMemory } from "../../../../routes/openai/responses/memory.ts";
import { countedTurns } from "../../../clock/counted_turns.ts";

Deno.test("responses: between two references others have their turn, and what has none waits for nobody", async () => {
  const turns = countedTurns();
  const nothing = {
    get: () => Promise.resolve(undefined),
    recall: () => Promise.resolve(undefined),
  };
  const memory = responsesMemory({ turns, shared: nothing } as unknown as Deps);
  const said = Array.from({ length: 100 }, () => ({ role: "user", content: "Hi" }));
  const recall = (input: readonly object[]) => memory.recall({ input } as unknown as ResponsesBody);
  const { input } = await recall(said);
  assertEquals([input.length, turns.count()], [100, 0]);
  await assertRejects(
    () => recall([...said, { type: "item_reference", id: "msg_none" }]),
    ApiError,
    "Item with id 'msg_none' not found.",
  );
  assertEquals(turns.count(), 100);
});
