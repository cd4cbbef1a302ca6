/** The places in which a model's answers are made: who has one, who waits for one in line, and who finds the line full. */

/** What a request allows beside itself. */
export interface Room {
  /** How many answers of its model may be made at once, itself among them. */
  readonly maxRunning: number;
  /** How many may wait in line, itself among them. */
  readonly maxQueue: number;
}

/** What becomes of whoever asks for a place. */
export type Seat =
  /** It has one, as one of so many. */
  | {
    readonly kind: "running";
    readonly running: number;
    /** Whether it was waited for. */
    readonly waited: boolean;
    /** What `RunningListener`s know its model by. */
    readonly pool: string;
  }
  | { readonly kind: "refused"; readonly waiting: number }
  /** It left the line before its turn. */
  | { readonly kind: "left" };

/** Hears how many answers of a pool are being made; a pool is a model, or a session's. */
export type RunningListener = (pool: string, running: number) => void;

/** The places of all pools. */
export interface Places {
  /** Asks for a place under a name that nobody else has; settles when it is given, or will not be. */
  enter(pool: string, ticket: string, room: Room): Promise<Seat>;
  /** Gives a place back, or leaves the line. */
  leave(ticket: string): Promise<void>;
  /** Sends everybody away who waits in one of the pools whose names begin like that. */
  clearLines(prefix: string): Promise<void>;
  /** Calls back whenever the number of a model's answers under way changes. */
  watchRunning(listener: RunningListener): Promise<void>;
}

interface Pool {
  readonly name: string;
  /** As the newest request says it. */
  maxRunning: number;
  readonly running: Set<string>;
  /** Who waits, the first in line first, and how it is told. */
  readonly line: Map<string, (seat: Seat) => void>;
}

/** Places that nobody has taken yet. A model of which nothing runs or waits takes no memory. */
export function createPlaces(): Places {
  const pools = new Map<string, Pool>();
  const poolOf = new Map<string, Pool>();
  const listeners: RunningListener[] = [];

  const tell = ({ name, running }: Pool) => {
    for (const listener of listeners) listener(name, running.size);
  };

  const run = (pool: Pool, ticket: string, waited: boolean): Seat => {
    pool.running.add(ticket);
    tell(pool);
    return { kind: "running", running: pool.running.size, waited, pool: pool.name };
  };

  /** Gives places to those who are first in line, as long as there are any. */
  const serveLine = (pool: Pool) => {
    for (const [ticket, settle] of pool.line) {
      if (pool.running.size >= pool.maxRunning) return;
      pool.line.delete(ticket);
      settle(run(pool, ticket, true));
    }
  };

  const leave = (ticket: string): Promise<void> => {
    const pool = poolOf.get(ticket);
    if (!pool) return Promise.resolve();
    poolOf.delete(ticket);
    pool.line.get(ticket)?.({ kind: "left" });
    pool.line.delete(ticket);
    if (pool.running.delete(ticket)) tell(pool);
    serveLine(pool);
    if (pool.running.size === 0 && pool.line.size === 0) pools.delete(pool.name);
    return Promise.resolve();
  };

  return {
    enter(name, ticket, { maxRunning, maxQueue }) {
      const pool = pools.get(name) ??
        { name, maxRunning, running: new Set(), line: new Map() };
      pool.maxRunning = maxRunning;
      serveLine(pool);
      const waiting = pool.line.size;
      const isFree = waiting === 0 && pool.running.size < maxRunning;
      if (!isFree && waiting >= maxQueue) return Promise.resolve({ kind: "refused", waiting });
      pools.set(name, pool);
      poolOf.set(ticket, pool);
      if (isFree) return Promise.resolve(run(pool, ticket, false));
      return new Promise((settle) => void pool.line.set(ticket, settle));
    },
    leave,
    async clearLines(prefix) {
      const cleared = [...pools.values()].filter(({ name }) => name.startsWith(prefix));
      const tickets = cleared.flatMap(({ line }) => [...line.keys()]);
      await Promise.all(tickets.map(leave));
    },
    watchRunning(listener) {
      listeners.push(listener);
      return Promise.resolve();
    },
  };
}
