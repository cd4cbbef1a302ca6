/** Spoken answers: a transcript and a file that players play, whole and in pieces. */

import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import OpenAI from "openai";
import { createStreamMocker, FakeClock } from "../../../../routes/mod.ts";

const SPOKEN = {
  model: "gpt-4o-audio-preview",
  messages: [{ role: "user", content: "Hello!" }],
  modalities: ["text", "audio"],
  audio: { voice: "alloy", format: "wav" },
  seed: 7,
};

function start(query = "") {
  const mocker = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) });
  const ask = (body: object) =>
    mocker.fetch(`http://mock/v1/chat/completions${query}`, {
      method: "POST",
      body: JSON.stringify({ ...SPOKEN, ...body }),
    });
  const chat = async (body: object = {}) => await (await ask(body)).json();
  const chunks = async (body: object = {}) =>
    (await (await ask({ ...body, stream: true })).text()).split("\n\n")
      .filter((event) => event.startsWith("data: {")).map((event) => JSON.parse(event.slice(6)));
  return { chat, chunks };
}

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));

/** Reads a WAV file chunk by chunk, as a player does. */
function readWav(file: Uint8Array) {
  const view = new DataView(file.buffer);
  const text = (at: number) => String.fromCharCode(...file.subarray(at, at + 4));
  assertEquals([text(0), view.getUint32(4, true), text(8)], ["RIFF", file.length - 8, "WAVE"]);
  const chunks = new Map<string, Uint8Array>();
  for (let at = 12; at < file.length;) {
    const length = view.getUint32(at + 4, true);
    chunks.set(text(at), file.slice(at + 8, at + 8 + length));
    at += 8 + length + length % 2;
  }
  const format = new DataView(chunks.get("fmt ")?.buffer ?? new ArrayBuffer(16));
  const samples = new Int16Array(chunks.get("data")?.buffer ?? new ArrayBuffer(0));
  return {
    encoding: format.getUint16(0, true),
    channels: format.getUint16(2, true),
    rate: format.getUint32(4, true),
    bits: format.getUint16(14, true),
    samples,
  };
}

Deno.test("chat: a spoken answer has a transcript and a WAV file that can be played", async () => {
  const { choices: [{ message, finish_reason }], created, usage } = await start().chat();
  assertEquals([message.content, message.refusal, finish_reason], [null, null, "stop"]);
  const { id, data, expires_at, transcript } = message.audio;
  assertMatch(id, /^audio_/);
  assertEquals(expires_at, created + 3600);
  const said = await start().chat({ modalities: ["text"], audio: undefined });
  assertEquals(transcript, said.choices[0].message.content);
  assertEquals("audio" in said.choices[0].message, false);
  const { samples, ...form } = readWav(bytesOf(data));
  assertEquals(form, { encoding: 1, channels: 1, rate: 24_000, bits: 16 });
  assertEquals(samples.length, usage.completion_tokens * 480);
  assert(Math.max(...samples) > 3000 && Math.min(...samples) < -3000, "it can be heard");
});

Deno.test("chat: a spoken answer in other formats: samples, MP3 frames, and WAV for what is not encoded here", async () => {
  const file = async (format: string) => {
    const { choices: [{ message }] } = await start().chat({ audio: { voice: "alloy", format } });
    return bytesOf(message.audio.data);
  };
  const samples = await file("pcm16");
  assertEquals(samples.length % 960, 0);
  const mp3 = await file("mp3");
  for (let at = 0; at < mp3.length; at += 96) {
    assertEquals([...mp3.subarray(at, at + 4)], [0xff, 0xfb, 0x14, 0xc0]);
  }
  for (const format of ["aac", "flac", "opus"]) assert(readWav(await file(format)).rate > 0);
});

Deno.test("chat: a long spoken answer has ten seconds of sound", async () => {
  const { choices: [{ message }] } = await start("?duration_seconds=60").chat();
  assertEquals(readWav(bytesOf(message.audio.data)).samples.length, 240_000);
});

Deno.test("chat: streamed, what is spoken comes with an id, in pieces, and its expiry last", async () => {
  const audio = { voice: "alloy", format: "pcm16" };
  const all = await start().chunks({ audio });
  const deltas = all.flatMap(({ choices }) => choices.map(({ delta }: { delta: object }) => delta));
  assertEquals(deltas[0], { role: "assistant", content: null, refusal: null });
  assertEquals(deltas.at(-1), {});
  const told = deltas.slice(1, -1).map(({ audio }) => audio);
  const { choices: [{ message: { audio: whole } }] } = await start().chat({ audio });
  const join = (key: string) => told.map((audio) => audio[key] ?? "").join("");
  assertEquals([join("transcript"), join("data")], [whole.transcript, whole.data]);
  assertEquals(Object.keys(told.at(-1)), ["expires_at"]);
  for (const { id } of told.slice(0, -1)) assertMatch(id, /^audio_/);
  assert(told.length > 20);
});

Deno.test("chat: a call or a refusal is not spoken", async () => {
  const tools = [{ type: "function", function: { name: "f" } }];
  const called = await start().chat({ tools, tool_choice: "required" });
  assertEquals("audio" in called.choices[0].message, false);
  assertEquals(called.choices[0].finish_reason, "tool_calls");
  const refused = await start("?refuse=true").chat();
  assertEquals("audio" in refused.choices[0].message, false);
  assert(refused.choices[0].message.refusal.length > 0);
});

Deno.test("chat: audio that cannot be had is a 400", async () => {
  assertEquals((await start().chat({ audio: undefined })).error.param, "audio");
  assertEquals((await start().chat({ audio: { format: "ogg" } })).error.param, "audio.format");
  const streamed = await start("?strict=true").chat({ model: "gpt-4o", stream: true });
  assertEquals([streamed.error.param, streamed.error.code], ["audio.format", "unsupported_value"]);
  assertStringIncludes(streamed.error.message, "'pcm16'");
});

Deno.test("chat: the official client puts a streamed spoken answer together", async () => {
  const { fetch } = createStreamMocker({ clock: new FakeClock({ autoAdvance: true }) });
  const client = new OpenAI({ apiKey: "any", baseURL: "http://mock/v1", fetch });
  const { choices: [choice] } = await client.chat.completions.stream({
    model: "gpt-4o-audio-preview",
    messages: [{ role: "user", content: "Hello!" }],
    modalities: ["text", "audio"],
    audio: { voice: "alloy", format: "pcm16" },
    seed: 7,
  }).finalChatCompletion();
  const { choices: [{ message }] } = await start().chat({
    audio: { voice: "alloy", format: "pcm16" },
  });
  assertEquals(choice?.message.audio?.transcript, message.audio.transcript);
  assertEquals(choice?.message.audio?.data, message.audio.data);
});
