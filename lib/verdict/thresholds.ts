/** From where on a verdict finds fault: numbers that a test may set. */

import { z } from "zod";

const count = z.coerce.number().int().min(0);
const percent = z.coerce.number().min(0);
const milliseconds = z.coerce.number().min(0);

/** Every threshold with its meaning; the keys are those of the query of `GET /verdict`. */
const thresholdsShape = {
  early_percent: percent.default(5).describe(
    "A retry may come too early by so many percent of the time it was told to wait, or by early_ms, whichever is more.",
  ),
  early_ms: milliseconds.default(20).describe(
    "A retry may come too early by so many milliseconds, or by early_percent, whichever is more.",
  ),
  late_times: count.default(10).describe(
    "A retry is too late after so many times the time it was told to wait, and late_ms.",
  ),
  late_ms: milliseconds.default(5000).describe(
    "A retry is not too late before so many milliseconds, however short the time it was told to wait.",
  ),
  no_retry_ms: milliseconds.default(5000).describe(
    "How long a retry may be missing after the time it was told to wait, in milliseconds.",
  ),
  storm_retries: count.default(10).describe(
    "More retries of one request than so many, within storm_ms, are a storm.",
  ),
  storm_ms: milliseconds.default(10_000).describe(
    "Within how many milliseconds more than storm_retries are a storm.",
  ),
  backoff_retries: count.min(2).default(4).describe(
    "So many retries in a row that nobody timed show no backoff, where their gaps differ by backoff_percent at most.",
  ),
  backoff_percent: percent.default(20).describe(
    "By how many percent gaps between retries may differ and still be even.",
  ),
  tokens_after_stop: count.default(0).describe("So many tokens may leave after the mark stop."),
  left_open_ms: milliseconds.default(5000).describe(
    "How long a stream may be open after the mark stop, or unread after its last event was due, in milliseconds.",
  ),
  stopped_reading_ms: milliseconds.default(5000).describe(
    "How long tokens may wait to be read while the client is there, in milliseconds.",
  ),
};

/** All thresholds. */
export const thresholds = z.strictObject(thresholdsShape);

/** All thresholds, each with its number. */
export type Thresholds = Readonly<z.output<typeof thresholds>>;
