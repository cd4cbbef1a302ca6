/** A map that stays within bounds: what was set first goes first. */

/** How much a map may hold. */
export interface Bounds {
  readonly entries: number;
  readonly bytes: number;
}

/** Values by name. */
export interface BoundedMap<T> {
  get(name: string): T | undefined;
  /** One that is there keeps its turn in going; `renew` puts it last. */
  set(name: string, value: T): void;
  renew(name: string, value: T): void;
  delete(name: string): boolean;
  /** The oldest first. */
  entries(): Iterable<readonly [name: string, value: T]>;
  /** Of all that it holds, as it was weighed. */
  bytes(): number;
}

/** An empty map within `bounds()`, which may change; `weigh` gives about how many bytes an entry takes. */
export function boundedMap<T>(
  bounds: () => Bounds,
  weigh: (name: string, value: T) => number,
): BoundedMap<T> {
  const kept = new Map<string, { readonly value: T; readonly bytes: number }>();
  let bytes = 0;

  const forget = (name: string): boolean => {
    bytes -= kept.get(name)?.bytes ?? 0;
    return kept.delete(name);
  };

  const set = (name: string, value: T) => {
    const own = weigh(name, value);
    const most = bounds();
    // Nothing else goes for what would not fit alone.
    if (own > most.bytes) return void forget(name);
    bytes += own - (kept.get(name)?.bytes ?? 0);
    kept.set(name, { value, bytes: own });
    for (const oldest of kept.keys()) {
      if (kept.size <= most.entries && bytes <= most.bytes) return;
      forget(oldest);
    }
  };

  return {
    get: (name) => kept.get(name)?.value,
    set,
    renew(name, value) {
      forget(name);
      set(name, value);
    },
    delete: forget,
    *entries() {
      for (const [name, { value }] of kept) yield [name, value];
    },
    bytes: () => bytes,
  };
}
