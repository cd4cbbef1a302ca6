/** A response whose head is held back: listed and held in hand as a stream is, and let go when its client leaves. */

import type { Settings } from "../config/settings.ts";
import type { Exchange } from "../http/exchange.ts";
import type { StreamEnd } from "../ledger/observer.ts";
import { DroppedError } from "../stream/dropped_error.ts";
import type { MarkFrame } from "../stream/frame.ts";
import type { PacedStream } from "../stream/stream_job.ts";
import type { Deps } from "./deps.ts";

/** Waits until a stream's head is to leave. Who goes away before is not waited for: that throws a `DroppedError`. */
export async function headLeft(
  { head, body }: Pick<PacedStream, "head" | "body">,
  request: Request,
): Promise<void> {
  if (!head) return;
  // Whoever looks at the signal has it made, which the end of each request then pays for.
  const { signal } = request;
  const leave = () => void body.cancel().catch(() => {});
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  await head;
  signal.removeEventListener("abort", leave);
  if (signal.aborted) throw new DroppedError("The client left before the head did.");
}

/** Holds the head of a request that no plan answers, as its settings ask. Throws a `DroppedError` where it never leaves. */
export async function holdHead(
  deps: Deps,
  exchange: Exchange,
  model: string,
  { head, speed }: Settings,
): Promise<void> {
  const frames = marksOf(head);
  if (frames.length === 0) return;
  let how: StreamEnd = "completed";
  const { id, session } = exchange;
  const title = { id, completionId: id, model, session, plannedTokens: 0 };
  const job = {
    frames,
    endedAfter: () => [],
    clock: deps.clock,
    start: exchange.arrived,
    speed,
    holdsHead: true,
  };
  const held = deps.streams.start(title, job, {
    ...exchange.observer,
    // That the head leaves is not the end yet.
    ended(end) {
      how = end;
      if (end !== "completed") exchange.observer.ended(end);
    },
  });
  await headLeft(held, exchange.request);
  if (how !== "completed") throw new DroppedError("The head was held until the connection broke.");
}

function marksOf(head: Settings["head"]): readonly MarkFrame[] {
  switch (head) {
    case undefined:
    case "at_once":
    case "with_first_token":
      return [];
    case "never":
      return [noted(head), { kind: "head", at: Infinity }];
    case "reset":
      return [noted(head, RESET), { kind: "break", at: 0 }];
    default:
      return [{ kind: "head", at: head }];
  }
}

const RESET =
  "nothing is sent where the platform can hold a head back; elsewhere a head comes first";

function noted(place: string, note?: string): MarkFrame {
  const fault = { kind: "head", place, ...(note === undefined ? {} : { note }) };
  return { kind: "note", at: 0, fault };
}
