import { assertEquals } from "@std/assert";
import type { Part, Role, Turn } from "../../lib/plan/conversation.ts";
import { findUnpaired, isMetFirst } from "../../lib/plan/pairs.ts";

const turn = (role: Role, ...parts: Part[]): Turn => ({ role, parts });
const call = (id: string): Part => ({ kind: "call", id, name: "f", arguments: "{}" });
const result = (callId: string): Part => ({ kind: "result", callId, text: "1" });
const user = turn("user", { kind: "text", text: "Hello!" });

Deno.test("pairs: each call has its result in the turns right after it", () => {
  const nothing = { calls: [], results: [], seconds: [] };
  assertEquals(
    findUnpaired([user, turn("assistant", call("a")), turn("tool", result("a")), user]),
    nothing,
  );
  assertEquals(
    findUnpaired([
      turn("assistant", call("a"), call("b")),
      turn("tool", result("b")),
      turn("tool", result("a")),
    ]),
    nothing,
  );
  assertEquals(findUnpaired([turn("tool", { kind: "result", name: "f", text: "1" })]), nothing);
});

Deno.test("pairs: a call whose turn has passed, a result of nobody, and a second result are found where they are", () => {
  const found = findUnpaired([
    turn("assistant", call("a"), call("b")),
    turn("tool", result("a")),
    turn("tool", result("a")),
    turn("tool", result("x")),
    user,
    turn("tool", result("b")),
  ]);
  assertEquals(found.calls, [{ id: "b", turn: 0, until: 4 }]);
  assertEquals(found.results, [
    { id: "x", turn: 3, afterCalls: true },
    { id: "b", turn: 5, afterCalls: false },
  ]);
  assertEquals(found.seconds, [{ id: "a", turn: 2, first: 1 }]);
  const [first, second] = found.results;
  assertEquals([first, second].map((one) => one && isMetFirst(one, found.calls[0])), [true, false]);
});
