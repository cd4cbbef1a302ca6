/**
 * The same events in other words of the grammar of event streams, all of which a right parser reads alike
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */

import type { Settings } from "../../config/settings.ts";
import type { Frame } from "../frame.ts";

/** How events are worded. */
export type SseStyle = Partial<
  Pick<Settings, "line_ending" | "data_space" | "data_lines" | "bom" | "event_ids">
>;

/** Whether a style changes anything. */
export function isPlain(
  { line_ending, data_space, data_lines, bom, event_ids }: SseStyle,
): boolean {
  return (line_ending ?? "lf") === "lf" && data_space !== false && (data_lines ?? 1) === 1 &&
    !bom && !event_ids;
}

const LINE_ENDINGS = { lf: "\n", crlf: "\r\n", cr: "\r" } as const;

/** Words the events of a stream anew. What is bytes already is left as it is. */
export function* restyled(frames: Iterable<Frame>, style: SseStyle): Iterable<Frame> {
  const write = eventWriter(style);
  let mark = style.bom ? "\uFEFF" : "";
  for (const frame of frames) {
    if (frame.kind !== "data" || typeof frame.data !== "string") {
      yield frame;
      continue;
    }
    const data = frame.data.split(/(?<=\n\n)/).map(write).join("");
    yield { ...frame, data: mark + data };
    mark = "";
  }
}

function eventWriter(style: SseStyle): (event: string) => string {
  const { data_lines: lines = 1, event_ids } = style;
  const space = style.data_space === false ? "" : " ";
  const ending = LINE_ENDINGS[style.line_ending ?? "lf"];
  let ids = 0;
  return (event) => {
    const written = event.split("\n").flatMap((line) => {
      const [, name, value = ""] = /^(\w+): ?(.*)$/s.exec(line) ?? [];
      if (name === undefined) return [line];
      const parts = name === "data" ? brokenJson(value, lines) : [value];
      return parts.map((part) => `${name}:${space}${part}`);
    });
    const hasData = event.startsWith("data:") || event.includes("\ndata:");
    const id = event_ids && hasData ? [`id:${space}${++ids}`] : [];
    return [...id, ...written].join(ending);
  };
}

/**
 * A JSON object as so many lines, or as it has places: lines of data are joined by a line feed, which JSON takes between
 * its tokens alone. Anything else stays on one line.
 */
function brokenJson(value: string, lines: number): readonly string[] {
  if (lines === 1 || !value.startsWith("{")) return [value];
  const places = [...value.matchAll(/"(?:[^"\\]|\\.)*"|[,{[:]/g)].flatMap(({ 0: token, index }) =>
    token.length === 1 ? [index + 1] : []
  );
  const most = Math.min(lines, places.length + 1);
  const breaks = Array.from(
    { length: most - 1 },
    (_, i) => places[Math.floor(((i + 1) * places.length) / most)] ?? value.length,
  );
  return [0, ...breaks].map((from, i) => value.slice(from, breaks[i]));
}
