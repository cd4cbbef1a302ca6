/** What the page says of a way of showing, from what came and what each frame had. */

import { assertEquals } from "@std/assert";
import { createArrivals } from "../../../routes/page/screen/arrivals.js";
import { COMES, modelAsked } from "../../../routes/page/screen/comes.js";
import { createShownMeter } from "../../../routes/page/screen/shown_meter.js";
import { createStreamMocker, FakeClock } from "../../../routes/mod.ts";

Deno.test("shown meter: characters a frame, rests, frames, and how far behind", () => {
  const meter = createShownMeter();
  assertEquals(meter.figures(0).median, null);
  meter.came(10, 0);
  meter.frame(0, 16);
  assertEquals(meter.figures(20).behindMs, 20, "the wait so far");
  meter.frame(2, 32);
  meter.frame(2, 48);
  meter.frame(8, 64);
  meter.came(20, 70);
  meter.frame(8, 80);
  meter.frame(28, 264);
  meter.frame(28, 280);
  assertEquals(meter.figures(300), {
    median: 6,
    most: 20,
    longestRestMs: 200,
    touched: 3,
    frames: 5,
    behindMs: 230,
    behindCharacters: 2,
    mostBehindMs: 264,
    mostBehindCharacters: 22,
  });
  meter.frame(30, 400);
  const { behindMs, behindCharacters, mostBehindMs } = meter.figures(1000);
  assertEquals([behindMs, behindCharacters, mostBehindMs], [0, 0, 330]);
});

Deno.test("arrivals: pieces, their sizes and gaps", () => {
  const arrivals = createArrivals();
  assertEquals(arrivals.figures().longestGapMs, null);
  for (const [size, at] of [[4, 100], [9, 130], [5, 500]] as const) arrivals.add(size, at);
  assertEquals(arrivals.figures(), {
    characters: 18,
    pieces: 3,
    median: 5,
    most: 9,
    longestGapMs: 370,
  });
});

Deno.test("each way to come is one that the server takes in a model's name", async () => {
  const { fetch } = createStreamMocker({ config: "", clock: new FakeClock({ autoAdvance: true }) });
  for (const { name, settings } of COMES) {
    const model = modelAsked("gpt-4o", { tps: "60", ...settings });
    const response = await fetch("http://mock/v1/chat/completions", {
      method: "POST",
      body: JSON.stringify({ model, stream: true, messages: [{ role: "user", content: "Hello" }] }),
    });
    const text = await response.text();
    assertEquals(text.includes("[DONE]"), true, `${name}: ${text}`);
  }
  assertEquals(modelAsked("gpt-4o?tps=5", { jitter: "1" }), "gpt-4o?tps=5&jitter=1");
});
