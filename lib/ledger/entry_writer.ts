/** What an observer hears of one request, written into its entry of the ledger. */

import { bytesOf, textBytes } from "../bytes_of.ts";
import type { Clock } from "../clock/clock.ts";
import { noteAction } from "./actions.ts";
import type { Entries } from "./entries.ts";
import type { Entry, Outcome } from "./entry.ts";
import { keepAnswer, noteBetween, noteWhole } from "./kept_answer.ts";
import { shortened } from "./new_entry.ts";
import type { Reader, RequestObserver } from "./observer.ts";

/** Ten thousand rules may bend one request. */
const MOST_BENDING = 20;

/** A batch of thousands may be wrong thousands of times. */
const MOST_WARNINGS = 20;

/** About what the headers of an answer take. */
const ANSWER_HEADER_BYTES = 1000;

/** What a writer needs beside its entry; made once for all. */
export interface WriterDeps {
  readonly clock: Clock;
  readonly entries: Entries;
  /** Of one answer, no more bytes are kept. */
  readonly mostAnswerBytes: () => number;
  /** Is called when something of the entry has changed that a list tells. */
  readonly changed: (entry: Entry) => void;
  /** Is called once, when the request has ended. */
  readonly ended: (entry: Entry) => void;
}

/** Writes down in `entry` what becomes of its request. */
export function entryWriter(
  entry: Entry,
  { clock, entries, mostAnswerBytes, changed, ended }: WriterDeps,
): RequestObserver {
  const { grew, said } = entries;
  const end = (outcome: Outcome, reader?: Reader) => {
    if (entry.outcome !== "open") return;
    entry.outcome = outcome;
    entry.proof.endedMs = clock.now() - entry.startedAt;
    entry.proof.reader = reader ?? null;
    for (const wake of entry.onEnd ?? []) wake();
    changed(entry);
    ended(entry);
  };
  const keptAnswer = () => {
    const most = mostAnswerBytes();
    if (entry.kept && most > 0) {
      entry.answer ??= keepAnswer(most, (bytes) => entries.wrote(entry, bytes));
    }
    return entry.answer;
  };
  const warn = (warning: string) => {
    const { warnings } = entry;
    if (warnings.length >= MOST_WARNINGS || warnings.includes(warning)) return;
    entry.warnings = [...warnings, shortened(warning)];
    grew(entry, textBytes(warning));
  };
  return {
    read(bodyHash) {
      entry.proof.bodyHash = bodyHash;
    },
    asked({ dialect, model, body, text }) {
      entry.dialect = dialect;
      entry.model = shortened(model) || null;
      grew(entry, textBytes(entry.model ?? ""));
      if (!entry.kept) return;
      entry.kept.body = text === undefined ? { value: body } : { text };
      said(entry, text === undefined ? bytesOf(body) : textBytes(text));
    },
    settled(settings, places) {
      if (!entry.kept) return;
      entry.kept.settings = settings;
      entry.kept.places = places;
    },
    weighed(near, bytes) {
      if (!entry.kept || entry.kept.near) return;
      entry.kept.near = near;
      said(entry, bytes);
    },
    bent(rules) {
      entry.bentBy = rules.slice(0, MOST_BENDING);
    },
    ruled(rule, misfits) {
      entry.rule = rule;
      for (const misfit of misfits) warn(misfit);
    },
    warned: warn,
    queued(ms) {
      entry.queuedMs = ms;
    },
    planned({ model, usage, truncated }, completionId, delivery) {
      entry.model = shortened(model);
      entry.completionId = completionId;
      entry.delivery = delivery;
      entry.truncated = truncated;
      entry.promptTokens = usage.promptTokens;
      entry.plannedTokens = usage.completionTokens;
    },
    keptAnswer,
    wrote(text) {
      const answer = keptAnswer();
      if (answer) noteWhole(answer, text, clock.now() - entry.startedAt);
    },
    answered(status, error, advice, headers) {
      // Whoever has gone before the head left has seen no status.
      if (entry.outcome !== "open") return;
      entry.status = status;
      entry.error = error === undefined ? null : shortened(error);
      entry.proof.answeredMs = clock.now() - entry.startedAt;
      entry.proof.advice = advice ?? null;
      if (entry.kept && headers) {
        entry.kept.answerHeaders = headers;
        said(entry, ANSWER_HEADER_BYTES);
      }
      grew(entry, textBytes(entry.error ?? "") + textBytes(advice?.code ?? ""));
      if (status >= 400 || error !== undefined) return end("error");
      if (entry.delivery !== "at_once") return changed(entry);
      end("completed");
    },
    began(departures) {
      entry.departures = departures;
      departures.watch({ grew: (bytes) => grew(entry, bytes) });
    },
    faulted(fault) {
      const answer = keptAnswer();
      const { kind, place } = fault;
      if (answer) noteBetween(answer, place === null ? kind : `${kind} ${place}`);
      entry.faults.push({ ...fault, at_ms: clock.now() - entry.startedAt });
    },
    ended: (how, reader) => end(how === "completed" && entry.truncated ? "truncated" : how, reader),
    acted(action) {
      noteAction(entry, action, clock, entries);
      changed(entry);
    },
  };
}
