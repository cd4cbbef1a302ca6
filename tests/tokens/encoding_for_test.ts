import { assertEquals } from "@std/assert";
import { encodingFor } from "../../lib/tokens/encoding_for.ts";

Deno.test("encodingFor() gives cl100k_base when the model is older than gpt-4o", () => {
  const models =
    "gpt-4 gpt-4-0613 gpt-4-turbo-2024-04-09 gpt-4-32k gpt-3.5-turbo gpt-3.5-turbo-0125 " +
    "gpt-3.5-turbo-instruct gpt-35-turbo gpt-35-turbo-16k text-embedding-ada-002 text-embedding-3-small " +
    "text-embedding-3-large davinci-002 babbage-002 ft:gpt-3.5-turbo:org::id ft:gpt-4-0613:org:name:id";
  for (const model of models.split(" ")) {
    assertEquals(encodingFor(model, "auto"), "cl100k_base", model);
  }
});

Deno.test("encodingFor() gives o200k_base when the model is gpt-4o, newer, or unknown", () => {
  const models =
    "gpt-4o gpt-4o-mini-2024-07-18 chatgpt-4o-latest gpt-4.1 gpt-4.1-nano gpt-4.5-preview gpt-5 " +
    "gpt-5-nano o1 o1-mini o3-mini o4-mini gpt-oss-120b llama-3 claude-3-5-sonnet deepseek-chat gpt-40 ft: ft " +
    "ft:gpt-4o-mini-2024-07-18:org::id ft:gpt-4.1:org::id constructor";
  for (const model of models.split(" ")) {
    assertEquals(encodingFor(model, "auto"), "o200k_base", model);
  }
  assertEquals(encodingFor("", "auto"), "o200k_base");
});

Deno.test("encodingFor() gives the setting when it is not auto", () => {
  assertEquals(encodingFor("gpt-4o", "cl100k_base"), "cl100k_base");
  assertEquals(encodingFor("gpt-4", "estimate"), "estimate");
});
