/** Traces, from a real process with OTEL_DENO=true to a receiver that reads them by OpenTelemetry's own protocol buffers. */

import { assert, assertEquals } from "@std/assert";
import root from "@opentelemetry/otlp-transformer/build/src/generated/root.js";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PATIENCE_MS = 60_000;

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";

type SentSpan =
  & Omit<OtlpSpan, "traceId" | "spanId" | "parentSpanId">
  & {
    readonly [id in "traceId" | "spanId" | "parentSpanId"]: Uint8Array;
  };

interface OtlpSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly status?: { readonly code?: number };
}

/** The package has no types for what protobuf's compiler wrote. */
const { ExportTraceServiceRequest } =
  // deno-lint-ignore no-explicit-any
  (root as any).opentelemetry.proto.collector.trace.v1;

/** The spans of an export, their bytes as hexadecimal digits. */
function spansOf(bytes: Uint8Array): readonly OtlpSpan[] {
  const request = ExportTraceServiceRequest.decode(bytes);
  const { resourceSpans } = ExportTraceServiceRequest.toObject(request, { longs: String });
  const hex = (id: Uint8Array | undefined) => id && Buffer.from(id).toString("hex");
  return resourceSpans.flatMap(({ scopeSpans }: { scopeSpans: { spans: SentSpan[] }[] }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        ...span,
        traceId: hex(span.traceId),
        spanId: hex(span.spanId),
        parentSpanId: hex(span.parentSpanId),
      }))
    )
  );
}

/** What the server prints first. */
async function addressOf(output: ReadableStream<Uint8Array>): Promise<string> {
  const reader = output.getReader();
  let printed = "";
  for (;;) {
    const { value, done } = await reader.read();
    printed += new TextDecoder().decode(value);
    const address = /http:\/\/\S+:\d+/.exec(printed)?.[0];
    if (address !== undefined || done) {
      reader.releaseLock();
      return address ?? "";
    }
  }
}

async function until<T>(what: string, find: () => T | undefined) {
  const late = performance.now() + PATIENCE_MS;
  for (;;) {
    const found = find();
    if (found !== undefined) return found;
    if (performance.now() > late) throw new Error(`${what} did not come.`);
    await new Promise((next) => setTimeout(next, 50));
  }
}

Deno.test("traces: a span a request with the conventions' attributes, in the client's trace, as long as its stream", async () => {
  const spans: OtlpSpan[] = [];
  await using receiver = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    async (request) => {
      const bytes = await request.bytes();
      if (request.url.endsWith("/v1/traces")) spans.push(...spansOf(bytes));
      return new Response(null, { headers: { "content-type": "application/x-protobuf" } });
    },
  );
  const server = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--allow-net",
      "--allow-read",
      "--allow-env=PORT,HOST,CONFIG",
      join(ROOT, "main.ts"),
      "--port=0",
    ],
    cwd: ROOT,
    env: {
      OTEL_DENO: "true",
      OTEL_DENO_CONSOLE: "ignore",
      OTEL_METRICS_EXPORTER: "none",
      OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${receiver.addr.port}`,
      OTEL_BSP_SCHEDULE_DELAY: "200",
    },
    stdout: "piped",
    stderr: "null",
  }).spawn();
  try {
    const url = await addressOf(server.stdout);
    const ask = async (body: object) =>
      await (await fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: { traceparent: `00-${TRACE}-${CALLER}-01` },
        body: JSON.stringify({
          model: "gpt-4o",
          stream: true,
          messages: [{ role: "user", content: "Hello" }],
          ...body,
        }),
      })).text();
    await ask({ max_tokens: 5, mock: { tokens_per_second: 50, ttft_ms: 200, jitter: 0 } });
    await ask({ messages: [] });
    const [whole, refused] = await until("Both spans", () => {
      const ours = spans.filter(({ name }) => name === "chat gpt-4o");
      return ours.length === 2 ? ours : undefined;
    });
    const http = await until(
      "The span around it",
      () => spans.find(({ spanId }) => spanId === whole?.parentSpanId),
    );
    assertEquals([whole?.traceId, http.traceId, http.parentSpanId], [TRACE, TRACE, CALLER]);
    const attributes = Object.fromEntries(
      whole?.attributes.map(({ key, value }) => [key, Object.values(value)[0]]) ?? [],
    );
    assertEquals(attributes["gen_ai.operation.name"], "chat");
    assertEquals(attributes["gen_ai.provider.name"], "openai");
    assertEquals(attributes["gen_ai.request.model"], "gpt-4o");
    assertEquals(Number(attributes["gen_ai.usage.output_tokens"]), 5);
    assertEquals(attributes["gen_ai.response.finish_reasons"], {
      values: [{ stringValue: "length" }],
    });
    assert(Number(attributes["gen_ai.server.time_to_first_token"]) >= 0.199);
    const ms = Number(BigInt(whole?.endTimeUnixNano ?? 0) - BigInt(whole?.startTimeUnixNano ?? 0)) /
      1e6;
    // Two clocks of whole milliseconds: the span's are the wall's, the token's the one that never goes back.
    const firstMs = 1000 * Number(attributes["gen_ai.server.time_to_first_token"]);
    assert(ms + 2 >= firstMs, `${ms} ms, and the first token after ${firstMs}`);
    assertEquals(refused?.status?.code, 2);
  } finally {
    server.kill("SIGTERM");
    await server.status;
    await server.stdout.cancel().catch(() => {});
  }
});
