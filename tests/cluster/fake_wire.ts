/** An engine that says what it is told to: it answers, keeps silent, refuses, or has gone. */

import type { Wire, WireListener } from "../../lib/cluster/wire.ts";

/** A wire, and what holds it in hand. */
export interface FakeWire extends Wire {
  /** Every command, with what it was given. */
  readonly asked: string[];
  /** How it answers from now on; by default, with the command's name. */
  answerBy(answer: (command: string, args: readonly (string | number)[]) => Promise<unknown>): void;
  readonly heard: WireListener;
  readonly reconnects: number;
  readonly isClosed: boolean;
}

/** One on which nothing is connected yet. */
export function fakeWire(): FakeWire {
  const asked: string[] = [];
  let answer: Parameters<FakeWire["answerBy"]>[0] = (command) => Promise.resolve(command);
  let heard: WireListener | undefined;
  let reconnects = 0;
  let isClosed = false;
  return {
    asked,
    answerBy: (how) => answer = how,
    get heard() {
      if (!heard) throw new Error("Nobody listens.");
      return heard;
    },
    get reconnects() {
      return reconnects;
    },
    get isClosed() {
      return isClosed;
    },
    call(command, args) {
      asked.push([command, ...args].join(" "));
      return answer(command, args);
    },
    subscribe(channel) {
      asked.push(`SUBSCRIBE ${channel}`);
      return Promise.resolve();
    },
    beat: () => void asked.push("beat"),
    unsubscribe: (channel) => void asked.push(`UNSUBSCRIBE ${channel}`),
    listen: (listener) => heard = listener,
    reconnect: () => void reconnects++,
    close: () => isClosed = true,
  };
}
