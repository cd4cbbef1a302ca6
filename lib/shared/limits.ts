/** Rate limits: token buckets that hold one minute's worth and fill evenly. */

import { textBytes } from "../bytes_of.ts";
import type { Clock } from "../clock/clock.ts";
import { boundedMap, type Bounds } from "./bounded_map.ts";

/** What a model allows in a minute; an absent one is not limited. */
export interface Limits {
  readonly requests?: number;
  readonly tokens?: number;
}

/** One bucket as its owner sees it after a request. */
export interface Level {
  /** What a minute holds. */
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until it is full again. */
  readonly resetMs: number;
}

/** Both buckets after a request. */
export interface Allowance {
  readonly requests: Level;
  readonly tokens: Level;
}

/** Whether a request may be served. A refused one takes nothing. */
export type Grant =
  | { readonly kind: "granted"; readonly allowance: Allowance }
  | {
    readonly kind: "refused";
    readonly allowance: Allowance;
    readonly of: "requests" | "tokens";
    readonly limit: number;
    readonly used: number;
    readonly requested: number;
    /** Milliseconds until the same request would be served; infinite for one that is larger than the bucket. */
    readonly retryMs: number;
  };

/** What is in the buckets before a request; that of a limit that there is not is not looked at. */
export interface Levels {
  readonly requests: number;
  readonly tokens: number;
}

/** The buckets of everybody. */
export interface RateLimiter {
  /** Takes one request of `tokens` tokens from the buckets of `owner`. */
  take(owner: string, limits: Limits, tokens: number): Grant;
  /** The buckets of `owner` are so full, as somebody else has it. */
  note(owner: string, limits: Limits, levels: Levels): void;
  /** All buckets, as full as they are now. */
  list(): readonly OwnedBucket[];
  /** Those of all owners whose names begin like that are full again. */
  forget(prefix: string): void;
  /** About how many bytes they take. */
  bytes(): number;
}

/** A bucket, and whose it is. */
export interface OwnedBucket {
  readonly owner: string;
  readonly of: keyof Levels;
  readonly limit: number;
  readonly level: number;
}

/** In so long an empty bucket is full. */
export const MINUTE_MS = 60_000;

/** What is shown where nothing is limited. */
const UNLIMITED = { requests: 10_000, tokens: 2_000_000 } as const;

/** What a request of `tokens` tokens is told where nothing is limited. */
export function unlimited(tokens: number): Grant {
  return {
    kind: "granted",
    allowance: {
      requests: unlimitedLevel("requests", 1),
      tokens: unlimitedLevel("tokens", tokens),
    },
  };
}

function unlimitedLevel(of: keyof typeof UNLIMITED, taken: number): Level {
  return level(UNLIMITED[of], UNLIMITED[of] - taken);
}

/** Beyond this the buckets that nobody has asked for longest are forgotten; whoever comes back finds full ones. */
const MOST_BUCKETS: Bounds = { entries: 20_000, bytes: 16 * 1024 * 1024 };

/** In the order in which they are asked. */
const KINDS = ["requests", "tokens"] as const;

interface Bucket {
  limit: number;
  level: number;
  filledAt: number;
}

/** Makes full buckets, each when it is first asked for. */
export function createRateLimiter(clock: Clock): RateLimiter {
  const buckets = boundedMap<Bucket>(() => MOST_BUCKETS, textBytes);

  const fill = (bucket: Bucket, limit: number): Bucket => {
    const now = clock.now();
    bucket.level = Math.min(limit, bucket.level + (now - bucket.filledAt) * limit / MINUTE_MS);
    bucket.filledAt = now;
    bucket.limit = limit;
    return bucket;
  };

  const bucketOf = (
    of: keyof Levels,
    owner: string,
    { [of]: limit }: Limits,
  ): Bucket | undefined => {
    if (limit === undefined) return undefined;
    const name = `${of} ${owner}`;
    const bucket = buckets.get(name) ?? { limit, level: limit, filledAt: clock.now() };
    buckets.renew(name, bucket);
    return fill(bucket, limit);
  };

  return {
    bytes: buckets.bytes,
    take(owner, limits, tokens) {
      const own = bucketOf("requests", owner, limits);
      const ownTokens = bucketOf("tokens", owner, limits);
      const levels = { requests: own?.level ?? 0, tokens: ownTokens?.level ?? 0 };
      const grant = grantFrom(levels, limits, tokens);
      if (grant.kind === "granted") {
        if (own) own.level -= 1;
        if (ownTokens) ownTokens.level -= tokens;
      }
      return grant;
    },
    note(owner, limits, levels) {
      for (const kind of KINDS) {
        const bucket = bucketOf(kind, owner, limits);
        if (bucket) bucket.level = levels[kind];
      }
    },
    list: () =>
      KINDS.flatMap((kind) =>
        [...buckets.entries()].flatMap(([name, bucket]) => {
          if (!name.startsWith(kind)) return [];
          const { limit, level } = fill(bucket, bucket.limit);
          return [{ owner: name.slice(kind.length + 1), of: kind, limit, level }];
        })
      ),
    forget(prefix) {
      for (const [name] of buckets.entries()) {
        if (KINDS.some((kind) => name.startsWith(`${kind} ${prefix}`))) buckets.delete(name);
      }
    },
  };
}

/** What a request of `tokens` tokens is told whose owner's buckets were so full before it. */
export function grantFrom(levels: Levels, limits: Limits, tokens: number): Grant {
  const wanted = { requests: 1, tokens };
  const lacking = KINDS.find((of) => limits[of] !== undefined && levels[of] < wanted[of]);
  const levelOf = (of: "requests" | "tokens", taken: number): Level => {
    const limit = limits[of];
    return limit === undefined ? unlimitedLevel(of, wanted[of]) : level(limit, levels[of] - taken);
  };
  if (lacking === undefined) {
    const allowance = { requests: levelOf("requests", 1), tokens: levelOf("tokens", tokens) };
    return { kind: "granted", allowance };
  }
  const allowance = { requests: levelOf("requests", 0), tokens: levelOf("tokens", 0) };
  const { limit, remaining } = allowance[lacking];
  const requested = wanted[lacking];
  const missing = requested - levels[lacking];
  return {
    kind: "refused",
    allowance,
    of: lacking,
    limit,
    used: limit - remaining,
    requested,
    retryMs: requested > limit ? Infinity : Math.ceil(missing * MINUTE_MS / limit),
  };
}

function level(limit: number, remaining: number): Level {
  const left = Math.max(0, remaining);
  return {
    limit,
    remaining: Math.floor(left),
    resetMs: Math.ceil((limit - left) * MINUTE_MS / limit),
  };
}
