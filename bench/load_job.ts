/** What the load client is asked to do, and what it saw. The client is a process of its own: `load.ts`. */

import { startChild } from "./child.ts";
import type { Spread } from "./stats.ts";

/** One run of the load client. Every run is bounded by `maxSeconds`. */
export interface LoadJob {
  readonly port: number;
  readonly streams: number;
  /** Events per second of one stream, which arrivals are judged by. */
  readonly rate: number;
  /** The JSON that every stream posts. */
  readonly body: string;
  /** Streams begin evenly over this time. */
  readonly rampSeconds: number;
  readonly maxSeconds: number;
  /** `firstEvent` is of the streams that began after so many seconds; 0, of all. */
  readonly settleSeconds?: number;
  /** A stream that has ended is followed by another, until `maxSeconds`. */
  readonly loop?: boolean;
  /** All hang up so many seconds after the first began. */
  readonly leaveAfterSeconds?: number;
}

/** What arrived, and when. Times are in milliseconds. */
export interface LoadResult {
  readonly completed: number;
  readonly failed: number;
  /** Cut off by `maxSeconds` or `leaveAfterSeconds`. */
  readonly unfinished: number;
  readonly events: number;
  readonly seconds: number;
  readonly firstEvent: Spread;
  readonly gap: Spread;
  /** Distance of event `i` from the request + (i + 1) / rate. */
  readonly errorFromRequest: Spread;
  /** Distance of event `i` from the first event + i / rate. */
  readonly errorFromFirst: Spread;
  readonly streamRate: Spread;
  /** Seconds from the request to the last event of the first stream, and the usage it was told. */
  readonly firstStream: {
    readonly seconds: number;
    readonly events: number;
    readonly tokens: number;
  };
  readonly clientCpuSeconds: number;
}

/** The request that the benchmark makes: so many seconds of text at so many tokens per second. */
export function chatBody(tokensPerSecond: number, seconds: number): string {
  return JSON.stringify({
    model: "gpt-4",
    stream: true,
    messages: [{ role: "user", content: "Tell me a story." }],
    mock: { tokens_per_second: tokensPerSecond, duration_seconds: seconds },
  });
}

/** Runs the load client to its end. */
export async function load(job: LoadJob): Promise<LoadResult> {
  const script = new URL("./load.ts", import.meta.url).pathname;
  await using child = startChild({
    command: Deno.execPath(),
    args: ["run", "--no-prompt", "--allow-net=127.0.0.1", script, JSON.stringify(job)],
  });
  return JSON.parse(await child.line(/^\{.*/, job.maxSeconds + 30)) as LoadResult;
}
