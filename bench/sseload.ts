/** The same load by a compiled client, where there is one: `SSELOAD=/path`. It costs a tenth of what ours costs. */

import { startChild } from "./child.ts";
import type { LoadJob } from "./load_job.ts";

/** What that client prints; the part of it that is shown. */
export interface Sseload {
  readonly failed: number;
  readonly content_events: number;
  readonly content_per_s: number;
  readonly gap_ms: { readonly max: number };
  readonly sched_err_ms: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly stream_rate: { readonly min: number; readonly p50: number; readonly max: number };
  readonly client_cpu_s: number;
}

/** Runs it for the same job; nothing where there is none. */
export async function sseload(job: LoadJob): Promise<Sseload | undefined> {
  const command = Deno.env.get("SSELOAD");
  if (!command) return undefined;
  const args = ["-p", `${job.port}`, "-c", `${job.streams}`, "-e", `${job.rate}`, "-b", job.body];
  args.push("-s", `${job.rampSeconds * 1000}`, "-T", `${job.maxSeconds}`);
  if (job.loop) args.push("-l");
  await using child = startChild({ command, args });
  const line = await child.line(/^\{/, job.maxSeconds + 20);
  return JSON.parse(line.replace(/:-?inf\b/g, ":1e999").replace(/:-?nan\b/g, ":null")) as Sseload;
}
