/** A verdict on a client, from what it did. Pure: the same evidence at the same moment gives the same verdict. */

import type { Evidence } from "../ledger/evidence.ts";
import { attemptsIn } from "./attempts.ts";
import type { Finding, FindingKind } from "./finding.ts";
import { judgeRetries } from "./retries.ts";
import { judgeRepeats, judgeStream, streamsAtOnce } from "./streams.ts";
import type { Thresholds } from "./thresholds.ts";

/** A verdict, as `GET /verdict` tells it. */
export interface Verdict {
  readonly ok: boolean;
  /** How many requests were judged. */
  readonly requests: number;
  readonly streams_at_once: number;
  readonly findings: readonly Finding[];
  readonly thresholds: Thresholds;
  /** The kinds that were not looked for. */
  readonly ignored: readonly FindingKind[];
}

/** How it is judged. */
export interface Measure {
  readonly thresholds: Thresholds;
  readonly ignored: readonly FindingKind[];
  /** The moment, in milliseconds since 1970. */
  readonly unixMs: number;
}

/** Judges requests, the oldest first. */
export function judge(requests: readonly Evidence[], measure: Measure): Verdict {
  const { thresholds, ignored, unixMs } = measure;
  const attempts = attemptsIn(requests);
  const all = [
    ...attempts.flatMap((same) => judgeRetries(same, unixMs, thresholds)),
    ...attempts.flatMap(judgeRepeats),
    ...requests.flatMap((request) => judgeStream(request, unixMs, thresholds)),
  ];
  const findings = all.filter(({ kind }) => !ignored.includes(kind));
  return {
    ok: findings.length === 0,
    requests: requests.length,
    streams_at_once: streamsAtOnce(requests),
    findings,
    thresholds,
    ignored,
  };
}

/** A verdict as lines for people. */
export function asText({ ok, requests, streams_at_once, findings }: Verdict): string {
  const what = `${counted(requests, "request")}, at most ${
    counted(streams_at_once, "stream")
  } at once`;
  const head = ok ? `ok: ${what}` : `not ok: ${counted(findings.length, "finding")} in ${what}`;
  const lines = findings.map(({ kind, text, requests }) =>
    `${kind}: ${text} (${requests.join(", ")})`
  );
  return [head, ...lines, ""].join("\n");
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}
