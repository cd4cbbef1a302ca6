/** Opens many streams at once, and asks the server how well it kept time. */
import { streamChat } from "./stream_chat.ts";

export async function load(server: string, streams: number, tokensPerSecond: number) {
  const body = {
    model: `gpt-4?tps=${tokensPerSecond}`,
    messages: [{ role: "user", content: "Tell me a story." }],
  };
  const rates = await Promise.all(Array.from({ length: streams }, async () => {
    let last;
    for await (const progress of streamChat(`${server}/v1`, body)) last = progress;
    return last?.tokensPerSecond ?? 0;
  }));
  const url = `${server}/requests?model=gpt-4&outcome=completed&limit=${streams}`;
  const { data } = await (await fetch(url)).json();
  const served: number[] = data.map((one: { tokens_per_second: number }) => one.tokens_per_second);
  const spread = (all: number[]) => ({ slowest: Math.min(...all), fastest: Math.max(...all) });
  return { client: spread(rates), server: spread(served) };
}
