/** Reads a request's JSON body, up to a limit. */

import { isRecord } from "../is_record.ts";
import { STATUS_CODE } from "@std/http/status";
import { ApiError, badRequest } from "../api_error.ts";

/** The body as a JSON object; throws a 413 over `maxBytes` and a 400 for anything but an object. */
export async function readJson(
  request: Request,
  maxBytes: number,
): Promise<Readonly<Record<string, unknown>>> {
  const text = new TextDecoder().decode(await readBytes(request, maxBytes));
  const value = parse(text);
  if (!isRecord(value)) throw notJson();
  if (levelsOf(text) > MOST_LEVELS) throw tooDeep();
  return value;
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const declared = request.headers.get("content-length");
  if (Number(declared) > maxBytes) throw tooLarge(maxBytes);
  if (declared !== null) return await request.bytes(); // In one go: each chunk would be a turn of a busy event loop.
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.length;
    if (length > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function tooLarge(maxBytes: number): ApiError {
  return new ApiError({
    status: STATUS_CODE.ContentTooLarge,
    message:
      `Cannot take a request body over ${maxBytes} bytes: raise max_body_bytes in [server] of config.toml.`,
    code: "request_too_large",
  });
}

function notJson(): ApiError {
  return new ApiError({
    status: STATUS_CODE.BadRequest,
    message: "Cannot read the request body: it is not a JSON object.",
    fault: "not_json",
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

/** How many levels a body may have: far more than any means, far fewer than a recursion into it can stand. */
const MOST_LEVELS = 256;

/** JSON.parse takes millions of levels, so this looks at the text and does not recurse. */
function levelsOf(json: string): number {
  let level = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const char = json[i];
    if (quoted && char === "\\") i++;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === "{" || char === "[") deepest = Math.max(deepest, ++level);
    else if (char === "}" || char === "]") level--;
  }
  return deepest;
}

function tooDeep(): ApiError {
  return badRequest(`Cannot read the request body: it has over ${MOST_LEVELS} levels.`);
}
