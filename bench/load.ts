/**
 * The load client: a process that opens many streams over raw TCP and notes when every event arrives. It understands
 * no more of HTTP and SSE than it needs to count: its own time must not be mistaken for the server's.
 */

import process from "node:process";
import type { LoadJob, LoadResult } from "./load_job.ts";
import { spreadOf } from "./stats.ts";

const CONTENT = new TextEncoder().encode('"delta":{"content":"');
const DONE = new TextEncoder().encode("data: [DONE]");
const QUOTE = 0x22;
const D = 0x64;
const TAIL_BYTES = 4096;

/** One stream as it was seen. */
interface Stream {
  start: number;
  at: Float64Array;
  events: number;
  content: number;
  done: number;
  tail: string;
  outcome: "open" | "completed" | "failed" | "unfinished";
}

console.log(JSON.stringify(await run(JSON.parse(Deno.args[0] ?? "") as LoadJob)));

async function run(job: LoadJob): Promise<LoadResult> {
  const request = requestOf(job);
  const streams: Stream[] = [];
  const open = new Set<Deno.TcpConn>();
  const begin = performance.now();
  const lasts = Math.min(job.maxSeconds, job.leaveAfterSeconds ?? Infinity) * 1000;
  let over = false;
  let leave = () => {};
  const left = new Promise<void>((resolve) => leave = resolve);
  const timer = setTimeout(() => {
    over = true;
    for (const conn of open) conn.close();
    leave();
  }, lasts);

  const one = async (i: number) => {
    const wait = begin + job.rampSeconds * 1000 * i / job.streams - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    do {
      if (over) return;
      const stream = fresh(job);
      streams.push(stream);
      try {
        const conn = await Deno.connect({ hostname: "127.0.0.1", port: job.port });
        open.add(conn);
        await follow(conn, request, stream, i === 0);
        if (open.delete(conn)) conn.close();
      } catch {
        stream.outcome = over ? "unfinished" : "failed";
      }
    } while (job.loop && !over);
  };
  const all = Promise.all(Array.from({ length: job.streams }, (_, i) => one(i)));
  await Promise.race([all, left.then(() => new Promise((resolve) => setTimeout(resolve, 500)))]);
  clearTimeout(timer);
  return summary(job, streams, (performance.now() - begin) / 1000);
}

function requestOf({ port, body }: LoadJob): Uint8Array {
  const bytes = new TextEncoder().encode(body);
  const head = `POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
    `Content-Type: application/json\r\nAuthorization: Bearer any\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return new TextEncoder().encode(head + body);
}

function fresh({ rate, maxSeconds }: LoadJob): Stream {
  const expected = Math.min(100_000, Math.ceil(rate * Math.min(maxSeconds, 8)) + 8);
  const at = new Float64Array(expected);
  return { start: 0, at, events: 0, content: 0, done: 0, tail: "", outcome: "open" };
}

async function follow(
  conn: Deno.TcpConn,
  request: Uint8Array,
  stream: Stream,
  keepTail: boolean,
): Promise<void> {
  conn.setNoDelay();
  const buffer = new Uint8Array(4096);
  stream.start = performance.now();
  await conn.write(request);
  for (let first = true;; first = false) {
    const count = await conn.read(buffer);
    const now = performance.now();
    if (count === null || (first && !isOk(buffer))) {
      stream.outcome = "failed";
      return;
    }
    if (keepTail) {
      stream.tail = (stream.tail + new TextDecoder().decode(buffer.subarray(0, count)))
        .slice(-TAIL_BYTES);
    }
    if (feed(stream, buffer, count, now)) {
      stream.outcome = "completed";
      return;
    }
  }
}

function isOk(answer: Uint8Array): boolean {
  return new TextDecoder().decode(answer.subarray(9, 12)) === "200";
}

/** Counts the events in what arrived; true once the stream is done. */
function feed(stream: Stream, buffer: Uint8Array, count: number, now: number): boolean {
  let { content, done } = stream;
  for (let i = 0; i < count; i++) {
    const byte = buffer[i];
    content = byte === CONTENT[content] ? content + 1 : byte === QUOTE ? 1 : 0;
    if (content === CONTENT.length) {
      content = 0;
      note(stream, now);
    }
    done = byte === DONE[done] ? done + 1 : byte === D ? 1 : 0;
    if (done === DONE.length) return true;
  }
  stream.content = content;
  stream.done = done;
  return false;
}

function note(stream: Stream, now: number): void {
  if (stream.events === stream.at.length) {
    const larger = new Float64Array(stream.at.length * 2);
    larger.set(stream.at);
    stream.at = larger;
  }
  stream.at[stream.events++] = now;
}

function summary(job: LoadJob, streams: readonly Stream[], seconds: number): LoadResult {
  const cpu = process.cpuUsage();
  const seen = streams.filter((stream) => stream.events > 0);
  const times = seen.map((stream) => [...stream.at.subarray(0, stream.events)]);
  const starts = seen.map((stream) => stream.start);
  const settled = starts.reduce((a, b) => Math.min(a, b), Infinity) +
    (job.settleSeconds ?? 0) * 1000;
  const interval = 1000 / job.rate;
  const firstOf = (all: readonly number[]) => all[0] ?? NaN;
  const lastOf = (all: readonly number[]) => all.at(-1) ?? NaN;
  const distances = (origin: (stream: number) => number) =>
    spreadOf(times.flatMap((all, stream) => {
      const from = origin(stream);
      return all.map((time, i) => Math.abs(time - from - i * interval));
    }));
  const first = streams[0];
  const outcomes = (outcome: Stream["outcome"]) =>
    streams.filter((stream) => stream.outcome === outcome).length;
  return {
    completed: outcomes("completed"),
    failed: outcomes("failed"),
    unfinished: outcomes("unfinished") + outcomes("open"),
    events: times.reduce((sum, all) => sum + all.length, 0),
    seconds,
    firstEvent: spreadOf(
      times.map((all, i) => firstOf(all) - (starts[i] ?? NaN))
        .filter((_, i) => (starts[i] ?? NaN) >= settled),
    ),
    gap: spreadOf(times.flatMap((all) => all.slice(1).map((time, i) => time - (all[i] ?? NaN)))),
    errorFromRequest: distances((i) => (starts[i] ?? NaN) + interval),
    errorFromFirst: distances((i) => firstOf(times[i] ?? [])),
    streamRate: spreadOf(
      times.filter((all) => all.length > 2)
        .map((all) => (all.length - 1) * 1000 / (lastOf(all) - firstOf(all))),
    ),
    firstStream: {
      seconds: (lastOf(times[0] ?? []) - (first?.start ?? NaN)) / 1000,
      events: first?.events ?? 0,
      tokens: Number(/"completion_tokens":\s*(\d+)/.exec(first?.tail ?? "")?.[1] ?? NaN),
    },
    clientCpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}
