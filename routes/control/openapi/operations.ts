/** What each endpoint of our own is for and what it takes, from the schemas that read it. */

import type { z } from "zod";
import { configPatchBody } from "../../../lib/config/patch_from_request.ts";
import { postRulesBody } from "../../../lib/config/rules/rule_schema.ts";
import { metricsQuery } from "../metrics.ts";
import { clearQuery, eventsQuery, requestQuery, requestsQuery } from "../requests.ts";
import { deleteRulesQuery, rulesQuery } from "../rules.ts";
import { streamAction } from "../../../lib/stream/stream_action_body.ts";
import { streamsQuery } from "../streams.ts";
import { verdictQuery } from "../verdict.ts";

/** One endpoint. */
export interface Operation {
  readonly summary: string;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** What comes back, and as what where that is no JSON. */
  readonly answer: string;
  readonly type?: string;
}

/** Each by its method and path, as the table of routes has them. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ["GET /responses", {
    summary: "The texts that can be asked for, with their lengths.",
    answer: "Each text's tokens, characters and how it begins.",
  }],
  ["GET /config", {
    summary: "The configuration in force, and what of it is not as the file has it.",
    answer: "Everything in force; of keys only how many there are.",
  }],
  ["POST /config", {
    summary: "Changes settings until the next reload.",
    body: configPatchBody(),
    answer: "What changed, and the configuration in force.",
  }],
  ["POST /config/reload", {
    summary: "Reads the file again; its values replace those set at run time.",
    answer: "What changed, and the configuration in force.",
  }],
  ["GET /config/:model+", {
    summary: "One model's settings, its own and those it inherits.",
    answer: "The settings; of `default` those of models without an entry.",
  }],
  ["GET /requests", {
    summary: "The ledger, the newest request first.",
    query: requestsQuery,
    answer: "A list of requests.",
  }],
  ["DELETE /requests", {
    summary: "Empties the ledger, or what it has of a session.",
    query: clearQuery,
    answer: "An empty list.",
  }],
  ["GET /requests/:id", {
    summary: "One request, planned and actual, by its own or its completion's id.",
    query: requestQuery,
    answer: "The request, whole.",
  }],
  ["GET /requests/:id/events", {
    summary: "What was written of its answer, event by event, each with its time and length.",
    query: eventsQuery,
    answer: "Some of the events, and how many there are.",
  }],
  ["GET /streams", {
    summary: "The streams under way.",
    query: streamsQuery,
    answer: "A list of streams.",
  }],
  ["POST /streams/:id", {
    summary:
      "Pauses, resumes, steps, ends, drops, marks or changes the speed of a stream, or has something go wrong with it.",
    body: streamAction,
    answer: "The stream as it is afterwards.",
  }],
  ["GET /rules", {
    summary: "The rules in force, in the order in which they are tried.",
    query: rulesQuery,
    answer: "A list of rules, with how often each has answered.",
  }],
  ["POST /rules", {
    summary: "Puts rules in front of those that are there, for one session or for all.",
    query: rulesQuery,
    body: postRulesBody(),
    answer: "The rules in force.",
  }],
  ["DELETE /rules", {
    summary: "Takes away the rules that were sent, for one session or for all, or one of them.",
    query: deleteRulesQuery,
    answer: "The rules in force.",
  }],
  ["GET /sessions", {
    summary: "The sessions that live, the longest unused first.",
    answer: "A list of sessions.",
  }],
  ["POST /sessions/:name", {
    summary: "Does the same to all open streams of a session.",
    body: streamAction,
    answer: "Those that could be acted on so, as they are afterwards.",
  }],
  ["DELETE /sessions/:name", {
    summary: "Ends a session: its streams, requests, counters, limits and stored things.",
    answer: "How much there was.",
  }],
  ["GET /verdict", {
    summary: "Whether the client of a session behaved, or that of some requests.",
    query: verdictQuery,
    answer: "The verdict; as lines of text to whoever accepts text/plain first.",
  }],
  ["GET /events", {
    summary: "Tells of requests, streams and the configuration as things happen.",
    answer: "Server-sent events.",
    type: "text/event-stream",
  }],
  ["GET /metrics", {
    summary: "Figures for Prometheus.",
    query: metricsQuery,
    answer: "Prometheus' text form, or OpenMetrics to whoever accepts it.",
    type: "text/plain",
  }],
  ["GET /healthz", {
    summary: "Whether the server is up, and how late its event loop is.",
    answer: "The state.",
  }],
]);
