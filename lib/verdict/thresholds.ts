/** From where on a verdict finds fault: numbers that a test may set. */

import { z } from "zod";

const count = z.coerce.number().int().min(0);
const percent = z.coerce.number().min(0);
const milliseconds = z.coerce.number().min(0);

/** Every threshold with its meaning; the keys are those of the query of `GET /verdict`. */
const thresholdsShape = {
  early_percent: percent.default(5).describe("A retry may be early by so much of what it was told"),
  early_ms: milliseconds.default(20).describe("… or by so many milliseconds, whichever is more."),
  late_times: count.default(10).describe(
    "A retry is too late after so many times what it was told",
  ),
  late_ms: milliseconds.default(5000).describe("… and after so long."),
  no_retry_ms: milliseconds.default(5000).describe(
    "How long, after the time it was told, a retry may be missing.",
  ),
  storm_retries: count.default(10).describe("More retries of one request than so many …"),
  storm_ms: milliseconds.default(10_000).describe("… within so long are a storm."),
  backoff_retries: count.min(2).default(4).describe("So many retries in a row that nobody timed …"),
  backoff_percent: percent.default(20).describe("… whose gaps differ by no more than this."),
  tokens_after_stop: count.default(0).describe("So many tokens may leave after the mark stop."),
  left_open_ms: milliseconds.default(5000).describe(
    "How long a stream may be open after the mark stop, or unread after its last event was due.",
  ),
  stopped_reading_ms: milliseconds.default(5000).describe(
    "How long tokens may wait to be read while the client is there.",
  ),
};

/** All thresholds. */
export const thresholds = z.strictObject(thresholdsShape);

/** All thresholds, each with its number. */
export type Thresholds = Readonly<z.output<typeof thresholds>>;
