/** What is written down of a request so that its client can be judged: some numbers, and texts that are cut. */

import { textBytes } from "../bytes_of.ts";
import type { Reader, RetryAdvice } from "./observer.ts";

/** What an entry has of it. Times are in milliseconds after the request. */
export interface Proof {
  /** Of the body's text; `null` where it was not read. */
  bodyHash: number | null;
  /** As the client declares it. */
  readonly bodyBytes: number | null;
  readonly idempotencyKey: string | null;
  answeredMs: number | null;
  advice: RetryAdvice | null;
  endedMs: number | null;
  /** How its reader had been when it ended. */
  reader: Reader | null;
}

/** A proof as `GET /requests/{id}` tells it. */
export interface ToldProof {
  readonly body_hash: string | null;
  readonly body_bytes: number | null;
  readonly idempotency_key: string | null;
  /** When the head of the answer left, and when it was over or its client had gone. */
  readonly answered_ms: number | null;
  readonly ended_ms: number | null;
  /** When an error said to come again; the soonest where its headers differ. */
  readonly retry_after_ms: number | null;
  readonly should_retry: boolean | null;
  readonly error_code: string | null;
  /** How long what was due had waited to be read when it ended. */
  readonly unread_ms: number | null;
}

/** The longest key that is kept. */
const LONGEST_KEY = 200;

/** What is known when a request comes. */
export function newProof(headers: Headers | undefined): Proof {
  const length = headers?.get("content-length");
  return {
    bodyHash: null,
    bodyBytes: length ? Number(length) : null,
    idempotencyKey: headers?.get("idempotency-key")?.slice(0, LONGEST_KEY) ?? null,
    answeredMs: null,
    advice: null,
    endedMs: null,
    reader: null,
  };
}

/** About how many bytes its texts take. */
export function proofBytes({ idempotencyKey, advice }: Proof): number {
  return textBytes(idempotencyKey ?? "") + textBytes(advice?.code ?? "");
}

/** A proof as it is told. */
export function toldProof(proof: Proof): ToldProof {
  const { bodyHash, advice, reader } = proof;
  return {
    body_hash: bodyHash === null ? null : (bodyHash >>> 0).toString(16).padStart(8, "0"),
    body_bytes: proof.bodyBytes,
    idempotency_key: proof.idempotencyKey,
    answered_ms: proof.answeredMs,
    ended_ms: proof.endedMs,
    retry_after_ms: advice?.afterMs?.soonest ?? null,
    should_retry: advice?.should ?? null,
    error_code: advice?.code ?? null,
    unread_ms: reader?.unreadMs ?? null,
  };
}
