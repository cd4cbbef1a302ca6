/** Sessions: what each has of its own, its world, comes to be when it is first named, and goes when nobody has named it for a while. */

import type { Clock } from "../clock/clock.ts";

/** How long and how many sessions live: keys of `[server]`. */
export interface SessionBounds {
  /** Seconds for which a session lives that nobody names. */
  readonly session_seconds: number;
  /** The most that live; the one that was not named for longest goes first. */
  readonly sessions: number;
}

/** A session that lives, as `GET /sessions` lists it. */
export interface SessionState {
  readonly name: string;
  /** Milliseconds since it was last named. */
  readonly unused_ms: number;
}

/** The worlds of the sessions that live. */
export interface Sessions<World> {
  /** The world of a session, which is in use now; a new one where it does not live. */
  of(name: string): World;
  /** Whether there was one. */
  end(name: string): boolean;
  /** The longest unused first. */
  list(): readonly SessionState[];
  /** The worlds of all, which nobody uses by that. */
  worlds(): readonly World[];
}

/** A name within a session as one key: a line break parts the two, which no session's name has. */
export function keyIn(session: string, name: string): string {
  return `${session}\n${name}`;
}

/** What `keyIn` was given. */
export function partsOfKey(key: string): readonly [session: string, name: string] {
  const at = key.indexOf("\n");
  return [key.slice(0, at), key.slice(at + 1)];
}

interface Living<World> {
  readonly world: World;
  readonly usedAt: number;
}

/** How long the bytes that all take are not looked at again. */
const WEIGH_MS = 1000;

/** No sessions yet, which may take so many `bytes` together; `make` makes a new world, `onEnd` is told of each end. */
export function createSessions<World extends { bytes(): number }>(
  clock: Clock,
  bounds: () => SessionBounds & { readonly bytes: number },
  make: () => World,
  onEnd: (name: string) => void = () => {},
): Sessions<World> {
  /** The longest unused first. */
  const living = new Map<string, Living<World>>();

  /** Ends those that have not been named for too long, and the longest unused of those that are too many. */
  const sweep = () => {
    const { sessions, bytes: most } = bounds();
    let tooMuch = bytesNow() - most;
    for (const [name, one] of living) {
      if (!isOver(one) && living.size <= sessions && tooMuch <= 0) return;
      tooMuch -= one.world.bytes();
      end(name);
    }
  };

  /** Weighed once a second, and when a session is new, and 0 in between: a thousand of them are too many to be weighed for each request. */
  let weighed = { at: -Infinity, sessions: 0 };
  const bytesNow = (): number => {
    if (clock.now() < weighed.at + WEIGH_MS && living.size === weighed.sessions) return 0;
    weighed = { at: clock.now(), sessions: living.size };
    let bytes = 0;
    for (const { world } of living.values()) bytes += world.bytes();
    return bytes;
  };

  const end = (name: string): boolean => {
    const existed = living.delete(name);
    if (existed) onEnd(name);
    return existed;
  };

  const isOver = ({ usedAt }: Living<World>) =>
    usedAt < clock.now() - bounds().session_seconds * 1000;

  return {
    of(name) {
      const last = living.get(name);
      if (last && isOver(last)) end(name);
      const world = living.get(name)?.world ?? make();
      living.delete(name);
      living.set(name, { world, usedAt: clock.now() });
      sweep();
      return world;
    },
    end,
    list() {
      sweep();
      const now = clock.now();
      return [...living].map(([name, { usedAt }]) => ({ name, unused_ms: now - usedAt }));
    },
    worlds: () => [...living.values()].map(({ world }) => world),
  };
}
