/**
 * A span for each request of a service, by OpenTelemetry's conventions for generative AI
 * (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/). The runtime makes the span around it, which continues
 * the client's trace, and sends both: Deno does with OTEL_DENO=true.
 */

import type { Attributes, Span, Tracer } from "@opentelemetry/api";
import type { FinishReason } from "../plan/plan.ts";
import type { Clock } from "../clock/clock.ts";
import { NO_DEPARTURES } from "./departures.ts";
import type { Observer, OpenedRequest, RequestObserver } from "./observer.ts";

/** Where the API keeps the provider that a runtime registers; it is not loaded to look. */
const REGISTRY = Symbol.for("opentelemetry.js.api.1");

/** Writes spans, where somebody collects them; else nothing, and nothing is loaded. */
export async function loadSpans(clock: Clock): Promise<Observer | undefined> {
  const registered: unknown = Reflect.get(globalThis, REGISTRY);
  if (typeof registered !== "object" || registered === null || !("trace" in registered)) {
    return undefined;
  }
  const { trace } = await import("@opentelemetry/api");
  return createSpans(trace.getTracer("openai-stream-mocker"), clock);
}

/** Writes a span for each request whose body was read. */
function createSpans(tracer: Tracer, clock: Pick<Clock, "unixMs">): Observer {
  return { opened: (request) => spanOf(tracer, request, clock.unixMs()) };
}

/** The conventions' names of operations; other protocols are conversations. */
const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ["completions", "text_completion"],
  ["embeddings", "embeddings"],
  ["moderations", "moderation"],
]);

function spanOf(
  tracer: Tracer,
  { provider = "", session }: OpenedRequest,
  startTime: number,
): RequestObserver {
  let span: Span | undefined;
  let isWhole = true;
  let tokens = 0;
  let left = NO_DEPARTURES;

  const end = (attributes: Attributes) => {
    span?.setAttributes(attributes).end();
    span = undefined;
  };

  return {
    asked({ dialect, model }) {
      const operation = OPERATIONS.get(dialect) ?? "chat";
      span = tracer.startSpan(`${operation} ${model}`.trimEnd(), {
        startTime,
        attributes: {
          "gen_ai.operation.name": operation,
          "gen_ai.provider.name": provider,
          "gen_ai.request.model": model,
          ...session === undefined ? {} : { "mocker.session": session },
        },
      });
    },
    planned({ model, usage, choices = [] }, id, delivery) {
      isWhole = delivery === "at_once";
      tokens = isWhole ? usage.completionTokens : 0;
      const reasons: readonly FinishReason[] = choices.map((choice) => choice.end.value.reason);
      span?.setAttributes({
        "gen_ai.response.model": model,
        ...id === null ? {} : { "gen_ai.response.id": id },
        "gen_ai.usage.input_tokens": usage.promptTokens,
        ...reasons.length === 0 ? {} : { "gen_ai.response.finish_reasons": [...reasons] },
      });
    },
    answered(status, error) {
      if (status >= 400 || error !== undefined) {
        span?.setStatus({ code: ERROR, ...error === undefined ? {} : { message: error } });
        return end({ "error.type": String(status) });
      }
      if (isWhole) end({ "gen_ai.usage.output_tokens": tokens });
    },
    began(departures) {
      left = departures;
    },
    faulted: ({ kind }) => void span?.addEvent("fault", { kind }),
    acted: (action) => void span?.addEvent("action", { action }),
    ended(how) {
      if (how !== "completed" && how !== "ended") {
        span?.setStatus({ code: ERROR, message: how });
        span?.setAttribute("error.type", how);
      }
      const first = left.firstToken();
      if (first) span?.setAttribute("gen_ai.server.time_to_first_token", first.leftMs / 1000);
      end({ "gen_ai.usage.output_tokens": tokens + left.tokens() });
    },
  };
}

/** `SpanStatusCode.ERROR`, which is not loaded for it. */
const ERROR = 2;
