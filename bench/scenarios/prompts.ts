/** What a huge prompt does to somebody else's stream. */

import { chatBody, load } from "../load_job.ts";
import { type Figure, type Scenario, show, sleep } from "../scenario.ts";
import { type Listening, startWarmServer } from "../server.ts";

const BYTES = 300_000;
const RATE = 50;
const SECONDS = 4;
const MOST_MS = 100;

/** `text`, again and again, up to so many bytes. */
function filled(text: string): string {
  const bytes = new TextEncoder().encode(text).length;
  return text.repeat(Math.ceil(BYTES / bytes));
}

const PROMPTS = {
  "one letter": () => filled("a"),
  "prose": () => filled("The river rose in the night, and nobody in the town had slept. "),
  "emoji": () => filled("😀🎉👩‍👩‍👧‍👦🚀"),
  "digits": () => filled("31415926535897932384"),
} as const;

/** Three prompts of each shape, one after another, while a stream runs; the largest gap of that stream. */
export const prompts: Scenario = {
  name: "prompts",
  async run() {
    await using server = await startWarmServer();
    const figures: Figure[] = [];
    for (const [shape, prompt] of Object.entries(PROMPTS)) {
      const job = { port: server.port, streams: 1, rate: RATE, body: chatBody(RATE, SECONDS) };
      const running = load({ ...job, rampSeconds: 0, maxSeconds: SECONDS + 4 });
      await sleep(1500);
      for (let i = 0; i < 3; i++) {
        await post(server, prompt());
        await sleep(300);
      }
      const { max } = (await running).gap;
      figures.push({
        what: `a prompt of ${BYTES / 1000} KB of ${shape}: another stream's largest gap`,
        toReach: `under ${MOST_MS} ms`,
        measured: `${show(max, 1)} ms`,
        reached: max < MOST_MS,
        values: { largestGapMs: max },
      });
    }
    return figures;
  },
};

async function post(server: Listening, content: string): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${server.port}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "gpt-4", messages: [{ role: "user", content }] }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`A large prompt was answered with ${answer.status}: ${text}`);
}
