/** What can be asked of a conversation. */

import { assertEquals } from "@std/assert";
import { type Conversation, hasResultSinceUser, type Turn } from "../../lib/plan/conversation.ts";

const word = (role: Turn["role"]): Turn => ({ role, parts: [{ kind: "text", text: "Well." }] });
const call: Turn = {
  role: "assistant",
  parts: [{ kind: "call", id: "a", name: "f", arguments: "{}" }],
};
const result = (role: Turn["role"]): Turn => ({
  role,
  parts: [{ kind: "result", callId: "a", text: "21" }],
});
const user = word("user");

const CASES: readonly (readonly [name: string, conversation: Conversation, expected: boolean])[] = [
  ["nothing was said", [], false],
  ["the user has spoken", [word("system"), user], false],
  ["a result is the last", [user, call, result("tool")], true],
  ["a system's note follows", [user, call, result("tool"), word("system")], true],
  ["the app's note follows", [user, call, result("tool"), word("developer")], true],
  ["the model has spoken after it", [user, call, result("tool"), word("assistant")], true],
  ["there was no user", [word("system"), call, result("tool")], true],
  ["the user gives it back", [user, call, result("user")], true],
  ["the user goes on speaking", [user, call, result("user"), user], true],
  ["the user spoke first", [user, call, user, result("user")], true],
  ["the user asks anew", [user, call, result("tool"), user], false],
  ["a note follows the new question", [user, call, result("tool"), user, word("system")], false],
  [
    "the user asks anew where he gives results back",
    [user, call, result("user"), word("assistant"), user],
    false,
  ],
];

Deno.test("hasResultSinceUser() is true when a tool has answered since the user's last word", () => {
  for (const [name, conversation, expected] of CASES) {
    assertEquals(hasResultSinceUser(conversation), expected, name);
  }
});
