import { equal, fail, type Json, ok, shown } from "./asserts.ts";

/** An event of a dialect that names its events. */
export interface Typed {
  readonly event: string;
  readonly data: Json;
}

const CR = 13;

/** The events of a stream, byte for byte: LF alone, one blank line after each, nothing else. */
export function framesOf(bytes: Uint8Array): string[] {
  ok(bytes.length > 0, "the stream is empty");
  ok(!bytes.includes(CR), "the stream has a CR");
  const text = utf8(bytes);
  ok(text.endsWith("\n\n"), `the stream does not end in a blank line: ${shown(text.slice(-60))}`);
  const frames = text.slice(0, -2).split("\n\n");
  for (const frame of frames) {
    ok(frame !== "" && !frame.startsWith("\n"), "the stream has a blank line too many");
  }
  return frames;
}

/** The one `data: ` line that an event consists of. */
export function dataOf(frame: string): string {
  ok(frame.startsWith("data: "), `an event does not start with "data: ": ${shown(frame)}`);
  ok(!frame.includes("\n"), `an event has more than one line: ${shown(frame)}`);
  return frame.slice("data: ".length);
}

/** The chunks of a chat or completion stream, after its framing and its `[DONE]` are checked. */
export function chunksOf(bytes: Uint8Array): Json[] {
  const lines = framesOf(bytes).map(dataOf);
  equal(lines.at(-1), "[DONE]", "the last event");
  equal(lines.filter((line) => line === "[DONE]").length, 1, "how many [DONE]");
  return lines.slice(0, -1).map(parsed);
}

/** The events of a Responses or Messages stream: exactly two lines each, named alike, no `[DONE]`. */
export function typedOf(bytes: Uint8Array): Typed[] {
  return framesOf(bytes).map((frame) => {
    const lines = frame.split("\n");
    equal(lines.length, 2, `lines of the event ${shown(frame)}`);
    const [first = "", second = ""] = lines;
    ok(first.startsWith("event: "), `an event does not start with "event: ": ${shown(first)}`);
    const event = first.slice("event: ".length);
    const data = parsed(dataOf(second));
    equal(data.type, event, "the type of an event against its name");
    return { event, data };
  });
}

function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail("the stream is not UTF-8");
  }
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text);
  } catch {
    return fail(`an event is not JSON: ${shown(text)}`);
  }
}
