/** What is so at the moment that somebody reads it. */

import type { LoopDelay } from "../clock/loop_delay.ts";
import type { Memory } from "../platform/platform.ts";
import type { Family } from "./family.ts";

/** The state of one thread. */
export interface Moment {
  readonly openStreams: number;
  /** Those that a hand has paused. */
  readonly heldStreams: number;
  /** Requests that wait in line behind `max_running`. */
  readonly queueLength: number;
  readonly loopDelay: LoopDelay;
  /** Nothing where the platform does not tell. */
  readonly memory: Memory | undefined;
}

/** A moment as metrics. */
export function gaugesOf(
  { openStreams, heldStreams, queueLength, loopDelay, memory }: Moment,
): readonly Family[] {
  return [
    gauge("mocker_open_streams", "Streams under way.", "sum", openStreams),
    gauge("mocker_held_streams", "Streams that are paused by hand.", "sum", heldStreams),
    gauge(
      "mocker_queue_length",
      "Requests that wait in line behind max_running.",
      "sum",
      queueLength,
    ),
    {
      name: "mocker_event_loop_delay_seconds",
      help: "How late the event loop has been in the last seconds; of several threads the latest.",
      type: "gauge",
      aggregator: "max",
      values: [["0.5", loopDelay.p50], ["0.99", loopDelay.p99], ["1", loopDelay.max]].map((
        [quantile = "", ms],
      ) => ({ labels: { quantile }, value: Number(ms) / 1000 })),
    },
    ...memory
      ? [
        gauge(
          "process_resident_memory_bytes",
          "Memory that is in use.",
          "max",
          memory.residentBytes,
        ),
        gauge(
          "process_heap_bytes",
          "JavaScript's own of it, of all threads.",
          "sum",
          memory.heapBytes,
        ),
      ]
      : [],
  ];
}

function gauge(name: string, help: string, aggregator: "sum" | "max", value: number): Family {
  return { name, help, type: "gauge", aggregator, values: [{ labels: {}, value }] };
}
