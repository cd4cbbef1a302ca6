import { assertEquals } from "@std/assert";
import { type CountedMessage, countPrompt, promptRuleFor } from "../../lib/tokens/count_prompt.ts";
import { createTokenizers } from "../../lib/tokens/load_tokenizers.ts";

const tokenizers = createTokenizers();

const hello: readonly CountedMessage[] = [
  { role: "system", text: "You are a helpful assistant." },
  { role: "user", text: "Hello!" },
];

Deno.test("countPrompt() is 19 when a helpful assistant is greeted", async () => {
  for (const name of ["cl100k_base", "o200k_base"] as const) {
    assertEquals(await countPrompt(await tokenizers(name), hello, "chat"), 19);
  }
});

Deno.test("countPrompt() is one less when the model reasons", async () => {
  assertEquals(await countPrompt(await tokenizers("o200k_base"), hello, "reasoning_chat"), 18);
});

Deno.test("countPrompt() adds the name and one when a message has one", async () => {
  const named = hello.map((message) => ({ ...message, name: "Ada" }));
  assertEquals(await countPrompt(await tokenizers("cl100k_base"), named, "chat"), 19 + 2 * (1 + 1));
});

Deno.test("countPrompt() is the cookbook's figure when its example is sent", async () => {
  const system = (name: string, text: string) => ({ role: "system", name, text });
  const example: CountedMessage[] = [
    {
      role: "system",
      text:
        "You are a helpful, pattern-following assistant that translates corporate jargon into plain English.",
    },
    system("example_user", "New synergies will help drive top-line growth."),
    system("example_assistant", "Things working well together will increase revenue."),
    system(
      "example_user",
      "Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage.",
    ),
    system("example_assistant", "Let's talk later when we're less busy about how to do better."),
    {
      role: "user",
      text:
        "This late pivot means we don't have time to boil the ocean for the client deliverable.",
    },
  ];
  assertEquals(await countPrompt(await tokenizers("cl100k_base"), example, "chat"), 129);
  assertEquals(await countPrompt(await tokenizers("o200k_base"), example, "chat"), 124);
  // 4 rather than 3 for each of six messages, -1 rather than 1 for each of four names.
  assertEquals(
    await countPrompt(await tokenizers("cl100k_base"), example, "chat_0301"),
    129 + 6 - 8,
  );
});

Deno.test("countPrompt() is the sum of the texts when the rule is plain", async () => {
  const tokenizer = await tokenizers("cl100k_base");
  assertEquals(await countPrompt(tokenizer, hello, "plain"), 6 + 2);
  assertEquals(await countPrompt(tokenizer, [], "plain"), 0);
});

Deno.test("countPrompt() adds the tools when the request has some", async () => {
  const tokenizer = await tokenizers("cl100k_base");
  const tools = "namespace functions {\n\n} // namespace functions";
  const user: CountedMessage[] = [{ role: "user", text: "Hello!" }];
  const alone = await countPrompt(tokenizer, user, "chat");
  assertEquals(
    await countPrompt(tokenizer, user, "chat", tools),
    alone + tokenizer.count(tools) + 9,
  );
  const withSystem = (text: string) =>
    countPrompt(tokenizer, [{ role: "system", text }], "chat", tools);
  assertEquals(await withSystem("Hi"), await withSystem("Hi\n"));
  assertEquals(await withSystem("Hi"), await withSystem("") + 2);
  // ".\n" is one token, as "." was.
  assertEquals(await countPrompt(tokenizer, hello, "chat", tools), 19 + tokenizer.count(tools) + 5);
});

Deno.test("promptRuleFor() goes by the model", () => {
  assertEquals(promptRuleFor("gpt-4o", false), "chat");
  assertEquals(promptRuleFor("gpt-3.5-turbo-0301", false), "chat_0301");
  assertEquals(promptRuleFor("ft:gpt-3.5-turbo-0301:org::id", false), "chat_0301");
  assertEquals(promptRuleFor("gpt-5", true), "reasoning_chat");
});
