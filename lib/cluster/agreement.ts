/** What all replicas have in common and any of them may change: one value with a revision, of which the engine has the newest. */

import { z } from "zod";
import { inOrder } from "../clock/in_order.ts";
import { settingsText } from "../config/settings_text.ts";
import type { Engine, Script } from "./engine.ts";
import { EngineAway } from "./wire.ts";

/** One value on all replicas. */
export interface Agreement<T, Change> {
  /**
   * Changes it, where `next` gives another value; it is in force everywhere when this settles, and where it is not, the notes say why. While the engine is away it
   * is in force here alone, until that is back. Throws what `next` throws, which may be called again where another was first.
   */
  change(next: (now: T) => T | Promise<T>): Promise<Changed<Change>>;
  /** Takes up what the engine has, or gives it back what it has lost. Why it could not be put in force here, if so. */
  takeUp(): Promise<string | undefined>;
  /** What is in force here. */
  current(): T;
  /** Which revision of whom it takes the engine to have. */
  stamp(): string;
  readonly name: string;
  /** The key whose `stamp` is the engine's own. */
  readonly key: string;
}

/** What came of a change. */
export interface Changed<Change> {
  readonly change: Change;
  readonly notes: readonly string[];
}

/** What an agreement is made of. */
export interface AgreementParts<T, Change> {
  readonly engine: Pick<Engine, "run" | "key">;
  /** This replica. */
  readonly me: string;
  readonly name: string;
  /** Checks what the engine has; throws for what no replica would have written. */
  read(value: unknown): Promise<T>;
  readonly first: T;
  /** Puts it in force on this replica's main thread; may throw. */
  put(value: T): Change | Promise<Change>;
  /** Puts what another replica has changed in force; gives why it could not, if so. */
  adopt(value: T): Promise<string | undefined>;
  /** Has the others take it up; gives what those say that have not. */
  spread(name: string): Promise<readonly string[]>;
}

/** What is said of a change that the engine does not know of. */
export const ALONE =
  "The cluster's engine is away: this holds on this replica alone, and until the engine is back.";

/** The same, where somebody else has written to the engine. */
export const UNREADABLE =
  "What the cluster's engine has was not written by replicas: this holds on this replica alone.";

function noteOf(error: unknown): string {
  return error instanceof EngineAway ? ALONE : UNREADABLE;
}

/** The newest revision stays, and of two alike the first; gives the one that is there then. */
const NEWEST: Script = {
  name: "newest",
  lua: `
local revision = redis.call('HGET', KEYS[1], 'revision')
if not revision or tonumber(revision) < tonumber(ARGV[1]) then
  redis.call('HSET', KEYS[1], 'revision', ARGV[1], 'stamp', ARGV[2], 'text', ARGV[3])
  return ARGV[3]
end
return redis.call('HGET', KEYS[1], 'text')
`,
};

/** The stamp of what nobody has changed yet. */
export const UNCHANGED = "0 ";

const revised = z.object({ revision: z.number(), by: z.string(), value: z.unknown() });

interface Revised<T> {
  readonly revision: number;
  /** The replica that made it: two may make the same revision, and one of them is taken. */
  readonly by: string;
  readonly value: T;
}

const stampOf = ({ revision, by }: Pick<Revised<unknown>, "revision" | "by">) =>
  `${revision} ${by}`;

/** An agreement that nobody has changed yet. */
export function createAgreement<T, Change>(
  { engine, me, name, read, first, put, adopt, spread }: AgreementParts<T, Change>,
): Agreement<T, Change> {
  const key = engine.key(`agreed:${name}`);
  /** What the engine had last. */
  let agreed: Revised<T> = { revision: 0, by: "", value: first };
  /** What is in force here: that, but for what was changed while the engine was away. */
  let mine = first;
  /** One change after the other: else what is older might be put in force over what is newer. */
  const oneByOne = inOrder();

  /** Of `next` and what the engine has the newer; rejects while it is away. */
  const newest = async (next: Revised<T>): Promise<Revised<T>> => {
    const text = settingsText(next);
    const said = String(await engine.run(NEWEST, [key], [next.revision, stampOf(next), text]));
    if (said === text) return next;
    const { value, ...stamp } = revised.parse(JSON.parse(said));
    return { ...stamp, value: await read(value) };
  };

  const takeNow = async (): Promise<string | undefined> => {
    const there = await newest(agreed);
    if (stampOf(there) === stampOf(agreed) && mine === agreed.value) return undefined;
    agreed = there;
    mine = there.value;
    return await adopt(there.value);
  };

  const isFirst = async (next: Revised<T>): Promise<boolean> =>
    stampOf(await newest(next)) === stampOf(next);

  const changeNow = async (
    next: (now: T) => T | Promise<T>,
  ): Promise<Changed<Change> & { isNew: boolean }> => {
    for (;;) {
      const trouble = await takeNow().then(() => undefined, noteOf);
      const value = await next(mine);
      if (!trouble && value === mine) return { change: await put(value), notes: [], isNew: false };
      const wanted = { revision: agreed.revision + 1, by: me, value };
      const came = trouble ?? await isFirst(wanted).catch(noteOf);
      // Another was first: this change goes on top of that one.
      if (came === false) continue;
      if (came === true) agreed = wanted;
      mine = value;
      const change = await put(value);
      return came === true
        ? { change, notes: [], isNew: true }
        : { change, notes: [came], isNew: false };
    }
  };

  return {
    current: () => mine,
    stamp: () => stampOf(agreed),
    name,
    key,
    takeUp: () => oneByOne(takeNow),
    async change(next) {
      const { change, notes, isNew } = await oneByOne(() => changeNow(next));
      return { change, notes: isNew ? await spread(name) : notes };
    },
  };
}
