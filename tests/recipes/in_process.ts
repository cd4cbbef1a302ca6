import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "../../routes/mod.ts";

const clock = new FakeClock({ autoAdvance: true });
const mocker = createStreamMocker({ clock }); // or { clock, config: "… the text of a config.toml …" }
const client = new OpenAI({ apiKey: "any", baseURL: "http://mock/v1", fetch: mocker.fetch });

const stream = await client.chat.completions.create({
  model: "gpt-4",
  messages: [{ role: "user", content: "Tell me a story." }],
  stream: true,
});
let tokens = 0;
for await (const chunk of stream) tokens = chunk.usage?.completion_tokens ?? tokens;
console.log(`${tokens} tokens, ${clock.now() / 1000} s by its clock`);
