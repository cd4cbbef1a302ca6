/** The program as a real process on a port of its own, for tests that look at bytes on a socket. */

import { joinBytes } from "../../lib/stream/join_bytes.ts";
import { assert } from "@std/assert";
import { theProgram } from "./the_program.ts";

/** Runs the program, with the permissions and packages that it starts with, for as long as `use` takes; gives its standard error. */
export async function served(
  use: (port: number) => Promise<void>,
  flags: readonly string[] = [],
): Promise<string> {
  const process = theProgram(["--port", "0", ...flags]).spawn();
  const errors = new Response(process.stderr).text();
  const out = process.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    let said = "";
    while (!said.includes("Client:")) {
      const { done, value } = await out.read();
      assert(!done, `The server ended: ${said}`);
      said += value;
    }
    await use(Number(/http:\/\/localhost:(\d+)/.exec(said)?.[1]));
  } finally {
    process.kill("SIGTERM");
    await out.cancel();
    await process.status;
  }
  return await errors;
}

/** One HTTP chunk as it stood on the wire. */
export type HttpChunk = Uint8Array<ArrayBuffer>;

/** An answer on the wire: its head, and its chunks up to the last, which is empty and not among them. */
export interface RawAnswer {
  readonly head: string;
  readonly chunks: readonly HttpChunk[];
  /** Whether the last, empty chunk came. */
  readonly isWhole: boolean;
}

/** Posts JSON over a socket and reads until the server closes or `enough` says so; then the socket is closed. */
export async function posted(
  port: number,
  path: string,
  mock: string,
  body: unknown,
  enough?: (answer: RawAnswer) => boolean,
): Promise<RawAnswer> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const content = new TextEncoder().encode(JSON.stringify(body));
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: localhost:${port}`,
    "connection: close",
    "content-type: application/json",
    `content-length: ${content.length}`,
    `x-mock: ${mock}`,
  ];
  const request = joinBytes([new TextEncoder().encode(`${head.join("\r\n")}\r\n\r\n`), content]);
  for (let at = 0; at < request.length;) at += await connection.write(request.subarray(at));
  const parts: Uint8Array[] = [];
  const buffer = new Uint8Array(64 * 1024);
  for (let n = await connection.read(buffer); n !== null; n = await connection.read(buffer)) {
    parts.push(buffer.slice(0, n));
    if (enough?.(answerIn(joinBytes(parts)))) break;
  }
  return answerIn(joinBytes(parts));
}

function answerIn(bytes: Uint8Array<ArrayBuffer>): RawAnswer {
  // A byte is a character of latin1, so that positions are the same.
  const text = new TextDecoder("latin1").decode(bytes);
  const end = text.indexOf("\r\n\r\n");
  const chunks: HttpChunk[] = [];
  let at = end + 4;
  while (end > 0 && at < bytes.length) {
    const line = text.indexOf("\r\n", at);
    const size = parseInt(text.slice(at, line), 16);
    if (line < 0 || line + 4 + size > bytes.length) break;
    if (size === 0) return { head: text.slice(0, end), chunks, isWhole: true };
    chunks.push(bytes.slice(line + 2, line + 2 + size));
    at = line + 4 + size;
  }
  return { head: text.slice(0, Math.max(end, 0)), chunks, isWhole: false };
}

/** Chunks put together. */
export function textOf(chunks: readonly HttpChunk[]): string {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
}
