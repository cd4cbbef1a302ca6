/** How one replica asks another: a message on the other's channel, and one back. Nobody waits without end. */

import { z } from "zod";
import type { Clock } from "../clock/clock.ts";
import type { Engine } from "./engine.ts";
import type { Question } from "./question.ts";
import { readMessage } from "./read_message.ts";

/** What came of a question. One that is silent has gone, is too slow, or cannot be reached. */
export type Reply<Told> =
  | { readonly kind: "told"; readonly value: Told }
  | { readonly kind: "silent" };

/** A replica's end of the line. */
export interface Line {
  /** Listens; settles when others reach it, or will as soon as the engine is back. */
  open(): Promise<void>;
  /** Answers a question from now on. */
  answer<Asked, Told>(
    question: Question<Asked, Told>,
    answer: (asked: Asked) => Promise<Told>,
  ): void;
  /** Asks one replica, and gives it so long beyond the usual. */
  ask<Asked, Told>(
    to: string,
    question: Question<Asked, Told>,
    asked: Asked,
    moreMs?: number,
  ): Promise<Reply<Told>>;
}

/** How long an answer is waited for. */
export const PATIENCE_MS = 2000;

/** What goes over the line. */
const message = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("ask"),
    from: z.string(),
    number: z.number(),
    name: z.string(),
    asked: z.unknown().optional(),
  }),
  z.object({ kind: z.literal("told"), number: z.number(), value: z.unknown().optional() }),
  z.object({ kind: z.literal("failed"), number: z.number() }),
  /** Of an answer that is long. */
  z.object({
    kind: z.literal("part"),
    number: z.number(),
    text: z.string(),
    isLast: z.boolean(),
  }),
]);
type Message = z.output<typeof message>;

/** A longer answer goes in parts of this length: none keeps the engine from answering others in time. */
const PART_CHARACTERS = 256 * 1024;

const SILENT = { kind: "silent" } as const;

/** The end of the replica named `id`. */
export function createLine(engine: Engine, clock: Clock, id: string): Line {
  const channelOf = (replica: string) => `replica:${replica}`;
  const answers = new Map<string, (asked: unknown) => Promise<unknown>>();
  const waiting = new Map<number, (said: Message | undefined) => void>();
  /** What has come of answers in parts. */
  const parts = new Map<number, string>();
  let questions = 0;

  /** Whether there was anybody who heard it. */
  const send = async (to: string, said: Message | string): Promise<boolean> => {
    const text = typeof said === "string" ? said : JSON.stringify(said);
    // By the command, which tells how many there were.
    return Number(await engine.call("PUBLISH", engine.key(channelOf(to)), text)) > 0;
  };

  const sendInParts = async (to: string, said: Message) => {
    const whole = JSON.stringify(said);
    if (whole.length <= PART_CHARACTERS) return void await send(to, whole);
    const { number } = said;
    for (let at = 0; at < whole.length; at += PART_CHARACTERS) {
      const text = whole.slice(at, at + PART_CHARACTERS);
      await send(to, { kind: "part", number, text, isLast: at + PART_CHARACTERS >= whole.length });
    }
  };

  const reply = async ({ from, number, name, asked }: Extract<Message, { kind: "ask" }>) => {
    const answer = answers.get(name);
    const said: Message = await Promise.resolve(asked)
      .then(answer ?? (() => Promise.reject(new Error("There is no such question."))))
      .then((value) => ({ kind: "told", number, value }), () => ({ kind: "failed", number }));
    // Whoever asked waits no longer than for a while.
    await sendInParts(from, said).catch(() => {});
  };

  const gather = ({ number, text, isLast }: Extract<Message, { kind: "part" }>) => {
    if (!waiting.has(number)) return;
    const whole = (parts.get(number) ?? "") + text;
    parts.set(number, whole);
    if (isLast) waiting.get(number)?.(readMessage(message, whole));
  };

  const hear = (text: string) => {
    const said = readMessage(message, text);
    if (said?.kind === "ask") void reply(said);
    else if (said?.kind === "part") gather(said);
    else if (said) waiting.get(said.number)?.(said);
  };

  engine.watch(({ kind }) => {
    if (kind === "up") return;
    for (const settle of waiting.values()) settle(undefined);
  });

  return {
    open: async () => void await engine.subscribe(channelOf(id), hear),
    answer(question, answer) {
      answers.set(question.name, async (asked) => await answer(question.asked.parse(asked)));
    },
    async ask(to, question, body, moreMs = 0) {
      const number = ++questions;
      const { promise, resolve } = Promise.withResolvers<Message | undefined>();
      const late = () => resolve(undefined);
      const alarm = clock.wakeAt(clock.now() + PATIENCE_MS + moreMs, late);
      waiting.set(number, resolve);
      send(to, { kind: "ask", from: id, number, name: question.name, asked: body })
        .then((isHeard) => isHeard || late(), late);
      const said = await promise;
      waiting.delete(number);
      parts.delete(number);
      clock.cancel(alarm);
      if (said?.kind !== "told") return SILENT;
      const { success, data } = question.told.safeParse(said.value);
      return success ? { kind: "told", value: data } : SILENT;
    },
  };
}
