/** Whether calls and their results stand in pairs, as most services ask of a conversation. */

import { callsOfTurn, type Conversation, resultsOfTurn, type Turn } from "./conversation.ts";

/** One half of a pair, by its call's id and its turn. */
export interface Half {
  readonly id: string;
  readonly turn: number;
}

/** A call that got no result. */
export interface LoneCall extends Half {
  /** The turn that came in its place. */
  readonly until: number;
}

/** A result that no call asked for. */
export interface LoneResult extends Half {
  /** Whether the turn before made calls at all. */
  readonly afterCalls: boolean;
}

/** A result of a call that has one. */
export interface SecondResult extends Half {
  /** The turn of the first. */
  readonly first: number;
}

/** What does not stand in pairs, each list in the conversation's order. */
export interface Unpaired {
  readonly calls: readonly LoneCall[];
  readonly results: readonly LoneResult[];
  readonly seconds: readonly SecondResult[];
}

/** Each call of a turn has its result in the turns that follow at once, and each result there has its call. */
export function findUnpaired(conversation: Conversation): Unpaired {
  // Most conversations have no calls, and a thousand turns of one would be as many empty maps.
  if (!conversation.some(hasHalf)) return NONE;
  const calls: LoneCall[] = [];
  const results: LoneResult[] = [];
  const seconds: SecondResult[] = [];
  let open = new Map<string, Half>();
  let answered = new Map<string, number>();
  let afterCalls = false;
  for (const [turn, said] of conversation.entries()) {
    const given = resultsOfTurn(said);
    if (given.length === 0) {
      calls.push(...lone(open, turn));
      const made = callsOfTurn(said);
      open = new Map(made.flatMap(({ id }) => id === undefined ? [] : [[id, { id, turn }]]));
      answered = new Map();
      afterCalls = made.length > 0;
    }
    for (const { callId: id } of given) {
      if (id === undefined) continue;
      const first = answered.get(id);
      if (open.delete(id)) answered.set(id, turn);
      else if (first !== undefined) seconds.push({ id, turn, first });
      else results.push({ id, turn, afterCalls });
    }
  }
  return { calls: [...calls, ...lone(open, conversation.length)], results, seconds };
}

const NONE: Unpaired = { calls: [], results: [], seconds: [] };

function hasHalf({ parts }: Turn): boolean {
  return parts.some(({ kind }) => kind === "call" || kind === "result");
}

function lone(open: ReadonlyMap<string, Half>, until: number): readonly LoneCall[] {
  return [...open.values()].map((half) => ({ ...half, until }));
}

/** Whether a reader of the conversation comes to the result before it misses the call's. */
export function isMetFirst(result: LoneResult, call: LoneCall | undefined): boolean {
  return !call || result.turn < call.until;
}
