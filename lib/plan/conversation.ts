/** What was said before an answer, whatever the service: who spoke, in which order, and what each of them said. */

/** Who speaks. Whatever a service calls one that gives back results, where it names one at all, it is `tool`. */
export type Role = "system" | "developer" | "user" | "assistant" | "tool";

/** A call that the model made. */
export interface PastCall {
  readonly kind: "call";
  /** What its result refers to; the oldest kind of calls has none. */
  readonly id?: string;
  readonly name: string;
  /** JSON, or whatever a tool that takes plain text was given. */
  readonly arguments: string;
}

/** What a call came to. */
export interface PastResult {
  readonly kind: "result";
  /** The id of its call, or its function's name where calls have no ids. */
  readonly callId?: string;
  readonly name?: string;
  readonly text: string;
}

/** One thing of a turn. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  /** A text that came as so many tokens. */
  | { readonly kind: "tokens"; readonly count: number }
  | { readonly kind: "image" | "audio" | "file" | "thinking" }
  | PastCall
  | PastResult;

/** What one speaker said at once, its parts in their order. */
export interface Turn {
  readonly role: Role;
  /** The speaker's name, where several share a role. */
  readonly name?: string;
  readonly parts: readonly Part[];
}

/** All turns, the oldest first; instructions are the first of them. */
export type Conversation = readonly Turn[];

/** A text as parts; none where it is empty. */
export function textParts(text: string): readonly Part[] {
  return text === "" ? [] : [{ kind: "text", text }];
}

/** What was given back for a call, as parts of a turn: all texts as one result, and behind it the images and files. */
export function resultParts(given: readonly Part[], callId?: string): readonly Part[] {
  const result = { kind: "result", text: textOf(given) } as const;
  const seen = given.filter(({ kind }) => kind === "image" || kind === "file");
  return [callId === undefined ? result : { ...result, callId }, ...seen];
}

/** What a turn says in words. */
export function textOfTurn({ parts }: Turn): string {
  return textOf(parts);
}

function textOf(parts: readonly Part[]): string {
  return parts.map((part) => part.kind === "text" ? part.text : "").join("");
}

/** The calls of a turn. */
export function callsOfTurn({ parts }: Turn): readonly PastCall[] {
  return parts.filter((part) => part.kind === "call");
}

/** The results of a turn. */
export function resultsOfTurn({ parts }: Turn): readonly PastResult[] {
  return parts.filter((part) => part.kind === "result");
}

/**
 * Whether a tool has given back a result since the user's last word. Notes of a system or of the app after the result
 * change nothing about that, nor does what the user says along with it: turns of one speaker in a row are one.
 */
export function hasResultSinceUser(conversation: Conversation): boolean {
  let found = false;
  let before: Role | undefined;
  for (const turn of conversation) {
    if (resultsOfTurn(turn).length > 0) found = true;
    else if (turn.role === "user" && before !== "user") found = false;
    before = turn.role;
  }
  return found;
}
