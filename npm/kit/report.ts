/** What is told of a test that failed: the rules that its requests met, and what came. */

import type { Mocker } from "./mocker.ts";
import type { RequestDetail } from "./told.ts";

/** What a report has. */
export interface Report {
  readonly rules: unknown;
  readonly requests: readonly RequestDetail[];
  /** The same, short, for people. */
  readonly text: string;
}

/** Asks for it; what cannot be had is left out, since a report must not hide why the test failed. */
export async function reportOf(mocker: Mocker): Promise<Report> {
  const rules = await mocker.rulesInForce().catch(() => null);
  const requests = await mocker.requests().catch(() => []);
  const lines = requests.map((one) =>
    `  ${one.path} ${one.model ?? ""} ${one.status ?? "no answer"} ${one.outcome}, ` +
    `${one.tokens} of ${one.planned_tokens ?? "?"} tokens` +
    (one.rule === null ? "" : `, rule ${one.rule}`) +
    [one.error ?? [], one.warnings].flat().map((text) => `\n    ${text}`).join("")
  );
  const text = lines.length === 0
    ? `No request came to ${mocker.baseURL}: is that the app's base URL?`
    : `What came to ${mocker.baseURL}:\n${lines.join("\n")}`;
  return { rules, requests, text };
}

/** Adds a report to what a test threw, where every runner prints it. */
export function addReport(error: unknown, { text }: Report): void {
  if (typeof error !== "object" || error === null || !("message" in error)) return;
  const before = String(error.message);
  const more = `${before}\n\n${text}`;
  const stack = "stack" in error && typeof error.stack === "string" ? error.stack : undefined;
  error.message = more;
  if (stack !== undefined) Object.assign(error, { stack: stack.replace(before, () => more) });
}
