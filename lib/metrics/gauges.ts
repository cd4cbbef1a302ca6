/** Metrics of the moment: what is under way, how late the event loop is, how much memory is in use. */

import type { LoopDelay } from "../clock/loop_delay.ts";
import type { Memory } from "../platform/platform.ts";
import type { Family, Sample } from "./family.ts";

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
      values: [
        quantile("0.5", loopDelay.p50),
        quantile("0.99", loopDelay.p99),
        quantile("1", loopDelay.max),
      ],
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

function quantile(of: string, ms: number): Sample {
  return { labels: { quantile: of }, value: ms / 1000 };
}

function gauge(name: string, help: string, aggregator: "sum" | "max", value: number): Family {
  return { name, help, type: "gauge", aggregator, values: [{ labels: {}, value }] };
}
