/** A request that has ended, in one line. */

import type { RequestSummary } from "./told_request.ts";

/** How a line is written. */
export type LogForm = "text" | "json";

/** The line of a request, without a line break, whatever its client sent. */
export function logLine(request: RequestSummary, form: LogForm): string {
  return withoutControls(form === "json" ? JSON.stringify(request) : textOf(request));
}

/** `2026-11-30T22:10:59.000Z POST /v1/chat/completions 200 completed gpt-4o 100 tokens 2.390 s first 0.410 s 50.0/s`. */
function textOf(request: RequestSummary): string {
  const { started_at, method, path, status, outcome, model, session, client, error } = request;
  const parts = [
    started_at,
    method,
    path,
    status ?? "-",
    outcome,
    model ?? "-",
    `${request.tokens} tokens`,
    request.duration_ms === null ? "" : `${seconds(request.duration_ms)} s`,
    request.ttft_ms === null ? "" : `first ${seconds(request.ttft_ms)} s`,
    request.tokens_per_second_after_first === null
      ? ""
      : `${request.tokens_per_second_after_first.toFixed(1)}/s`,
    session === null ? "" : `session=${session}`,
    client === null ? "" : `client=${JSON.stringify(client)}`,
    error === null ? "" : `error=${JSON.stringify(error)}`,
  ];
  return parts.filter((part) => part !== "").join(" ");
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

// deno-lint-ignore no-control-regex -- these are what is looked for
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g;

/** A name may hold what steers a terminal, or a line break that would make two lines of one; in JSON this is its escape. */
function withoutControls(text: string): string {
  return text.replace(CONTROLS, (control) => {
    const code = control.charCodeAt(0).toString(16);
    return `\\u${code.padStart(4, "0")}`;
  });
}
