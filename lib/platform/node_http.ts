/**
 * One request of Node's HTTP server, answered by a web-standard function. The request is made by a library. The answer is sent
 * here: `@hono/node-server` and that library were read, and each either holds the head back until the first
 * byte, waits for a timer before it, or writes words of its own into a stream that breaks.
 */

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { nextTick } from "node:process";
import { createRequest } from "@remix-run/node-fetch-server";
import type { Serve } from "./platform.ts";

/** Answers; `onBroken` is told of a body that broke while it was sent. Never rejects. */
export async function answerOn(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  serve: Serve,
  onBroken: (error: unknown) => void,
): Promise<void> {
  const request = requestOf(incoming, outgoing);
  if (!request) {
    outgoing.writeHead(400, { connection: "close" }).end();
    return;
  }
  try {
    const response = await serve(request, { peer: () => incoming.socket.remoteAddress });
    if (outgoing.destroyed) await response.body?.cancel();
    else await send(response, outgoing);
  } catch (error) {
    // Where nothing was sent yet, the other end sees a reset, and else a body that ends before its end.
    if (outgoing.headersSent) outgoing.destroy();
    else incoming.socket.resetAndDestroy();
    onBroken(error);
  }
}

/** Nothing for what is no request that the web's standards know: a host that is none, `CONNECT`, `TRACE`. */
function requestOf(incoming: IncomingMessage, outgoing: ServerResponse): Request | undefined {
  try {
    // A proxy is asked by the whole URL, and so is a server that a client takes for one.
    const { url = "/" } = incoming;
    if (/^https?:/i.test(url)) incoming.url = pathOf(new URL(url));
    return createRequest(incoming, outgoing, {});
  } catch {
    return undefined;
  }
}

function pathOf({ pathname, search }: URL): string {
  return pathname + search;
}

/**
 * Lets a client go on that waits for a word before it sends its body, unless it has been answered by then: who has announced too much
 * is told so first.
 */
export async function goOnUnlessAnswered(outgoing: ServerResponse): Promise<void> {
  for (let i = 0; i < TURNS_TO_REFUSE; i++) await settled();
  if (!outgoing.headersSent && !outgoing.destroyed) outgoing.writeContinue();
}

/** An answer that needs no body is there after one or two; more cost nothing. */
const TURNS_TO_REFUSE = 5;

/** Sends a response; rejects with what its body breaks with. */
async function send(response: Response, outgoing: ServerResponse): Promise<void> {
  const { status, statusText, body } = response;
  const headers = headersOf(response);
  const reader = body?.getReader();
  const left = () => void reader?.cancel().catch(() => {});
  outgoing.once("close", left);
  const first = reader ? await readAtOnce(reader) : NOTHING;
  if (outgoing.destroyed) return;
  if (body !== null && isWhole(first, response)) headers["content-length"] ??= first.length;
  if (body === null && !BODILESS.includes(status)) headers["content-length"] ??= 0;
  outgoing.writeHead(status, statusText || undefined, headers);
  for (const chunk of first.chunks) outgoing.write(chunk);
  if (!first.ended) outgoing.flushHeaders();
  for (let next = await first.next; next && !next.done; next = await reader?.read()) {
    if (!outgoing.write(next.value)) await drained(outgoing);
    if (outgoing.destroyed) return;
  }
  outgoing.off("close", left);
  outgoing.end();
}

/** Statuses that never have a body, and so no length. */
const BODILESS: readonly number[] = [204, 304];

/** Whether this was no stream, which has no length however fast it was. */
function isWhole({ chunks, ended }: AtOnce, { headers }: Response): boolean {
  return ended && chunks.length <= 1 && !headers.get("content-type")?.includes("event-stream");
}

/** Names with their values, of which cookies have several. */
function headersOf({ headers }: Response): OutgoingHttpHeaders {
  const plain: OutgoingHttpHeaders = Object.fromEntries(headers);
  const cookies = headers.getSetCookie();
  return cookies.length > 0 ? { ...plain, "set-cookie": cookies } : plain;
}

type Reader = ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>;

/** What a body gives without waiting. */
interface AtOnce {
  readonly chunks: readonly Uint8Array[];
  /** In bytes. */
  readonly length: number;
  readonly ended: boolean;
  /** What was asked for and has not come yet. */
  readonly next: ReturnType<Reader["read"]> | undefined;
}

const NOTHING: AtOnce = { chunks: [], length: 0, ended: true, next: undefined };

/** More than this leaves before the rest is asked for. */
const MOST_AT_ONCE_BYTES = 64 * 1024;

/**
 * Reads what is there already, so that a whole answer leaves in one write and tells its length, and so that a body which is broken
 * from the start breaks the connection before anything was sent. Rejects with what the body breaks with.
 */
async function readAtOnce(reader: Reader): Promise<AtOnce> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  while (length < MOST_AT_ONCE_BYTES) {
    const next = reader.read();
    const result = await Promise.race([next, settled()]);
    if (!result) return { chunks, length, ended: false, next };
    if (result.done) return { chunks, length, ended: true, next: undefined };
    chunks.push(result.value);
    length += result.value.length;
  }
  return { chunks, length, ended: false, next: reader.read() };
}

/** Resolves once all promises are settled that can be without the outside. */
function settled(): Promise<undefined> {
  return new Promise((resolve) => nextTick(() => resolve(undefined)));
}

/** Resolves when more may be written, or nothing can be any more. */
function drained(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off("drain", done);
      outgoing.off("close", done);
      resolve();
    };
    outgoing.on("drain", done);
    outgoing.on("close", done);
  });
}
