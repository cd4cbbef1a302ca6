/** Whoever looks on at one replica is told of the requests of all. Nothing is sent while nobody looks on anywhere. */

import { z } from "zod";
import type { Clock } from "../clock/clock.ts";
import { isRecord } from "../is_record.ts";
import type { RequestSummary } from "../ledger/told_request.ts";
import type { Watch } from "../shared/control_plane.ts";
import type { Engine } from "./engine.ts";
import type { Line } from "./line.ts";
import type { Peers } from "./peers.ts";
import { LOOK_ON } from "./question.ts";
import { readMessage } from "./read_message.ts";
import { LIFE_MS, type Registry } from "./registry.ts";

/** What happens within this time is sent together. */
const GATHER_MS = 20;

const CHANNEL = "requests";

const news = z.object({ from: z.string(), requests: z.array(z.custom<RequestSummary>(isRecord)) });

/** What a watch of all replicas is made of. */
export interface ClusterWatchParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly me: string;
  readonly line: Pick<Line, "answer">;
  readonly peers: Pick<Peers, "all">;
  readonly registry: Pick<Registry, "watching" | "beat">;
  /** Of this replica alone. */
  readonly own: Watch;
}

/** A watch of all replicas. */
export interface ClusterWatch {
  readonly watch: Watch;
  /** Settles when the others tell what happens. */
  ready(): Promise<void>;
  /** Somebody looks on, here or there, and goes on for as long as the engine says so now and then. */
  lookedOn(): void;
}

/** Nobody looks on yet. */
export function createClusterWatch(parts: ClusterWatchParts): ClusterWatch {
  const { engine, me, line, peers, registry, own } = parts;
  const telling = createTelling(parts);
  let isWatching = false;
  let ready = Promise.resolve();

  const askOthers = async () => {
    // Whoever joins later, or misses the question, sees it by what the engine says to its next beat.
    await registry.beat().catch(() => {});
    await peers.all(LOOK_ON, {});
  };

  line.answer(LOOK_ON, () => {
    telling.goOn();
    return Promise.resolve({});
  });
  engine.watch(({ kind }) => {
    if (kind === "up" && isWatching) void askOthers();
  });

  return {
    lookedOn: telling.goOn,
    ready: () => ready,
    watch(listener) {
      isWatching = true;
      registry.watching(true);
      const stopOwn = own(listener);
      const subscribed = engine.subscribe(CHANNEL, (text) => {
        const told = readMessage(news, text);
        if (!told || told.from === me) return;
        for (const request of told.requests) listener(request);
      });
      ready = subscribed.then(askOthers);
      return () => {
        isWatching = false;
        registry.watching(false);
        stopOwn();
        void subscribed.then((stop) => stop());
      };
    },
  };
}

/** Tells what happens here to whoever looks on elsewhere, for as long as somebody says that there is one. */
function createTelling(
  { engine, clock, me, own }: Pick<ClusterWatchParts, "engine" | "clock" | "me" | "own">,
): { goOn(): void } {
  let until = -Infinity;
  let isTelling = false;
  let gathered: RequestSummary[] = [];

  const send = () => {
    const requests = gathered;
    gathered = [];
    void engine.publish(CHANNEL, JSON.stringify({ from: me, requests })).catch(() => {});
  };

  const tell = (request: RequestSummary) => {
    gathered.push(request);
    if (gathered.length === 1) clock.wakeAt(clock.now() + GATHER_MS, send);
  };

  const stopWhenDue = (stop: () => void) => () => {
    if (clock.now() < until) return void clock.wakeAt(until, stopWhenDue(stop));
    isTelling = false;
    stop();
  };

  return {
    goOn() {
      until = clock.now() + LIFE_MS;
      if (isTelling) return;
      isTelling = true;
      clock.wakeAt(until, stopWhenDue(own(tell)));
    },
  };
}
