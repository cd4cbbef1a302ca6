/** Server-sent events as OpenAI writes them: LF, and a space behind the colon, which some clients insist on. */

/** One event with data alone. `json` must hold no line break, as `JSON.stringify` never does. */
export function dataEvent(json: string): string {
  return `data: ${json}\n\n`;
}

/** One event with a name. */
export function namedEvent(name: string, json: string): string {
  return `event: ${name}\ndata: ${json}\n\n`;
}

/** What a stream of chat chunks ends with. */
export const DONE = "data: [DONE]\n\n";

/** The content type of every event stream. */
export const EVENT_STREAM = "text/event-stream; charset=utf-8";
