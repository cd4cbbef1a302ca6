/** The other replicas, asked one by one or all at once. One that does not answer is left out, and known for it. */

import type { Engine } from "./engine.ts";
import type { Line } from "./line.ts";
import type { Question } from "./question.ts";
import type { Registry } from "./registry.ts";

/** What one of them said, or that it said nothing. */
export interface Heard<Told> {
  readonly id: string;
  readonly told?: Told;
}

/** The others. */
export interface Peers {
  /** What those of them say that answer. */
  all<Asked, Told>(question: Question<Asked, Told>, asked: Asked): Promise<readonly Told[]>;
  /** The same, with those who did not. */
  each<Asked, Told>(
    question: Question<Asked, Told>,
    asked: Asked,
  ): Promise<readonly Heard<Told>[]>;
  /** What one of them says; it gets so long beyond the usual. */
  one<Asked, Told>(
    id: string,
    question: Question<Asked, Told>,
    asked: Asked,
    moreMs?: number,
  ): Promise<Told | undefined>;
  /** The first that is not nothing of what all of them say. */
  first<Asked, Told>(
    question: Question<Asked, Told | undefined>,
    asked: Asked,
    moreMs?: number,
  ): Promise<Told | undefined>;
  /** Those that did not answer when they were asked last; without the engine, all. */
  missing(): readonly string[];
}

/** The others as a line reaches them. */
export function createPeers(
  engine: Pick<Engine, "state" | "watch">,
  registry: Registry,
  line: Pick<Line, "ask">,
): Peers {
  const silent = new Set<string>();
  // Whoever could not be reached without it is to be asked anew.
  engine.watch(({ kind }) => {
    if (kind === "up") silent.clear();
  });

  const isAway = () => engine.state().kind !== "up";

  const one: Peers["one"] = async (id, question, asked, moreMs) => {
    const reply = await line.ask(id, question, asked, moreMs);
    if (reply.kind === "silent") silent.add(id);
    else silent.delete(id);
    return reply.kind === "told" ? reply.value : undefined;
  };

  const each: Peers["each"] = async (question, asked) => {
    const ids = await registry.others();
    if (isAway()) return ids.map((id) => ({ id }));
    return await Promise.all(ids.map(async (id) => {
      const told = await one(id, question, asked);
      return told === undefined ? { id } : { id, told };
    }));
  };

  return {
    one,
    each,
    all: async (question, asked) =>
      (await each(question, asked)).flatMap(({ told }) => told === undefined ? [] : [told]),
    async first(question, asked, moreMs) {
      const ids = await registry.others();
      const found = ids.map(async (id) =>
        await one(id, question, asked, moreMs) ?? Promise.reject(new Error("It has none."))
      );
      return await Promise.any(found).catch(() => undefined);
    },
    missing: () => isAway() ? registry.seen() : registry.seen().filter((id) => silent.has(id)),
  };
}
