/** Which replicas there are: each says again and again that it is there, and one that does not is gone. */

import { z } from "zod";
import type { Alarm, Clock } from "../clock/clock.ts";
import type { Engine, Script } from "./engine.ts";
import { LONG_MS } from "./lua.ts";

/** How often a replica says that it is there. */
const BEAT_MS = 1000;

/** So long after it has said so last, it is taken for gone. */
export const LIFE_MS = 5000;

/** What the engine says to a beat. */
export interface Beat {
  /** Whether anywhere somebody looks on. */
  readonly isWatched: boolean;
  /** The stamps of what replicas have agreed on, in the order of their keys; nothing where the engine has none. */
  readonly stamps: readonly (string | undefined)[];
}

/** The replicas of a cluster, as one of them sees them. */
export interface Registry {
  /** The others, as the engine has them now, or, while it is away, as it had them last. */
  others(): Promise<readonly string[]>;
  /** The others, as they were last seen. */
  seen(): readonly string[];
  /** Says that this one is there, now; rejects while the engine is away. */
  beat(): Promise<void>;
  /** Says so again and again, and tells each time what the engine said; `agreed` are the keys of what has stamps. */
  begin(agreed: readonly string[], onBeat: (beat: Beat) => void): void;
  /** Whether somebody looks on at this one, which each beat then says. */
  watching(isWatching: boolean): void;
  /** Is there no longer. */
  leave(): Promise<void>;
}

/** By the engine's clock, since those of the machines may differ. */
const BEAT: Script = {
  name: "beat",
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local late = now + tonumber(ARGV[2])
redis.call('ZADD', KEYS[1], late, ARGV[1])
if ARGV[3] == '1' then redis.call('ZADD', KEYS[2], late, ARGV[1])
else redis.call('ZREM', KEYS[2], ARGV[1]) end
for i = 1, 2 do redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', now) end
local stamps = {}
for i = 3, #KEYS do stamps[i - 2] = redis.call('HGET', KEYS[i], 'stamp') or '' end
for i = 1, #KEYS do redis.call('PEXPIRE', KEYS[i], ARGV[4]) end
return { redis.call('ZCARD', KEYS[2]), redis.call('ZRANGE', KEYS[1], 0, -1), stamps }
`,
};

/** Of the replica named `id`. */
export function createRegistry(engine: Engine, clock: Clock, id: string): Registry {
  const [replicas, watchers] = [engine.key("replicas"), engine.key("watchers")];
  let seen: readonly string[] = [];
  let isWatching = false;
  let hasLeft = false;
  let keys = [replicas, watchers];
  let onBeat = (_: Beat) => {};
  let alarm: Alarm | undefined;

  const say = async () => {
    if (hasLeft) return;
    const args = [id, LIFE_MS, isWatching ? 1 : 0, LONG_MS];
    const { watched, all, stamps } = readBeat(await engine.run(BEAT, keys, args));
    seen = all.filter((one) => one !== id);
    onBeat({ isWatched: watched > 0, stamps: stamps.map((stamp) => stamp || undefined) });
  };

  const goOn = () => {
    if (hasLeft) return;
    alarm = clock.wakeAt(clock.now() + BEAT_MS, goOn);
    void say().catch(() => {});
  };

  return {
    seen: () => seen,
    beat: say,
    async others() {
      await say().catch(() => {});
      return seen;
    },
    begin(agreed, listener) {
      keys = [replicas, watchers, ...agreed];
      onBeat = listener;
      goOn();
    },
    watching(is) {
      isWatching = is;
    },
    async leave() {
      hasLeft = true;
      if (alarm) clock.cancel(alarm);
      await Promise.all([replicas, watchers].map((key) => engine.call("ZREM", key, id)));
    },
  };
}

/** What the script gives. */
const beatReply = z.tuple([z.number(), z.array(z.string()), z.array(z.string())]);

function readBeat(said: unknown) {
  const [watched, all, stamps] = beatReply.parse(said);
  return { watched, all, stamps };
}
