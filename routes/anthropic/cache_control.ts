/** Where a request for a message marks, with `cache_control`, what is to be kept of it (docs/wire.md §11). */

import { isRecord } from "../../lib/is_record.ts";
import type { Breakpoints, PromptPlace } from "../../lib/plan/prompt.ts";
import { type Contents, partsOf } from "./content.ts";

/** What of a body may have marks, and has a place. */
interface Markable extends Marked {
  readonly tools?: readonly Marked[] | undefined;
  readonly system?: Contents | undefined;
  readonly messages: readonly { readonly content?: Contents | undefined }[];
}

/** What may have a mark. */
type Marked = Readonly<Record<string, unknown>>;

/** The last of more are taken, where the service refuses them. */
export const MOST_MARKS = 4;

/** Where the marks are, in the order of the prompt. */
export function breakpointsOf(body: Markable): Breakpoints {
  const all = marksOf(body);
  return {
    places: all.slice(-MOST_MARKS).map(({ place }) => place),
    keptFor: all.some(({ ttl }) => ttl === "1h") ? "1h" : "5m",
  };
}

/** All marks: of tools, system prompt, messages, and of the request itself. */
export function marksOf(body: Markable): readonly Mark[] {
  const { tools = [], system, messages } = body;
  const contents: readonly (Contents | undefined)[] = [
    ...system === undefined ? [] : [system],
    ...messages.map(({ content }) => content),
  ];
  const marks = [
    ...tools.flatMap((tool) => marked(tool, { turn: -1, parts: 1 })),
    ...contents.flatMap(marksIn),
  ];
  const last = contents.at(-1);
  const end = { turn: contents.length - 1, parts: partsOf(last ?? "").length };
  return [...marks, ...marked(body, end)];
}

interface Mark {
  readonly place: PromptPlace;
  readonly ttl: unknown;
}

function marksIn(content: Contents | undefined, turn: number): readonly Mark[] {
  if (content === undefined || typeof content === "string") return [];
  let parts = 0;
  return content.flatMap((block) => {
    parts += partsOf([block]).length;
    return marked(block, { turn, parts });
  });
}

/** The mark of something that has one. */
function marked(
  { cache_control: control }: Marked,
  place: PromptPlace,
): readonly Mark[] {
  return isRecord(control) ? [{ place, ttl: control.ttl }] : [];
}
