// @ts-check
/** How clients are pointed at this server, each in the words of its own library. */

const MODEL = "gpt-4o";
const PROMPT = "Hello";

/** @typedef {{ readonly name: string, readonly code: string }} Client */

/**
 * @param {string} origin Where the server is, such as `http://localhost:8000`.
 * @returns {readonly Client[]}
 */
export function clientsFor(origin) {
  return [
    {
      name: "openai (JS)",
      code: `import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${origin}/v1", apiKey: "any" });
const stream = await client.chat.completions.create({
  model: "${MODEL}",
  messages: [{ role: "user", content: "${PROMPT}" }],
  stream: true,
});
for await (const chunk of stream) {
  process.stdout.write(chunk.choices[0]?.delta.content ?? "");
}`,
    },
    {
      name: "openai (Python)",
      code: `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="any")
stream = client.chat.completions.create(
    model="${MODEL}",
    messages=[{"role": "user", "content": "${PROMPT}"}],
    stream=True,
)
for chunk in stream:
    print(chunk.choices[0].delta.content or "", end="", flush=True)`,
    },
    {
      name: "Vercel AI",
      code: `import { createOpenAI } from "@ai-sdk/openai";
import { streamText } from "ai";

const openai = createOpenAI({ baseURL: "${origin}/v1", apiKey: "any" });
const { textStream } = streamText({ model: openai("${MODEL}"), prompt: "${PROMPT}" });
for await (const text of textStream) process.stdout.write(text);`,
    },
    {
      name: "Anthropic",
      code: `import Anthropic from "@anthropic-ai/sdk";

const client = new Anthropic({ baseURL: "${origin}", apiKey: "any" });
const stream = client.messages.stream({
  model: "claude-sonnet-4-5",
  max_tokens: 1024,
  messages: [{ role: "user", content: "${PROMPT}" }],
});
stream.on("text", (text) => process.stdout.write(text));
await stream.finalMessage();`,
    },
    {
      name: "LangChain",
      code: `import { ChatOpenAI } from "@langchain/openai";

const model = new ChatOpenAI({
  model: "${MODEL}",
  apiKey: "any",
  configuration: { baseURL: "${origin}/v1" },
});
for await (const chunk of await model.stream("${PROMPT}")) {
  process.stdout.write(chunk.text);
}`,
    },
    {
      name: "curl",
      code: `curl -N ${origin}/v1/chat/completions --json '{
  "model": "${MODEL}",
  "messages": [{ "role": "user", "content": "${PROMPT}" }],
  "stream": true
}'`,
    },
  ];
}
