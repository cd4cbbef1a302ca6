/** What the engine does in one go with what it holds of a session, by its own clock. What all scripts are given is in `lua.ts`. */

import { MINUTE_MS } from "../shared/limits.ts";
import { script, STORE } from "./lua.ts";

/** Prompt-cache names that are remembered of a session. */
const MOST_SEEN = 100_000;

/** What the engine takes for one. */
const SEEN_BYTES = 128;

/** So many names go into one command: Lua has no place for many more. */
const AT_ONCE = 500;

/** Buckets: each is how full it was, and when, in microseconds. */
const BUCKETS = `
-- An owner's name has an API key in it.
local function fieldOf(of, owner) return of .. ' ' .. redis.sha1hex(owner) end

local function levelOf(field, limit)
  local bucket = redis.call('HGET', KEYS[3], field)
  if not bucket then return limit end
  local left, at = string.match(bucket, '^(%S+) (%S+)$')
  return math.min(limit, left + math.max(0, micros - at) / 1000 * limit / ${MINUTE_MS})
end

local function fillTo(field, level)
  redis.call('HSET', KEYS[3], field, string.format('%.17g %.17g', level, micros))
  -- After a minute any bucket is full, which is as if there were none.
  redis.call('PEXPIRE', KEYS[3], ${MINUTE_MS})
end
`;

/** KEYS: the buckets. ARGV: owner, tokens, the limits of requests and of tokens, or "". Gives how full they were. */
export const TAKE = script(
  "take",
  BUCKETS,
  `
local owner, wanted = ARGV[5], {requests = 1, tokens = tonumber(ARGV[6])}
local limits = {requests = tonumber(ARGV[7]), tokens = tonumber(ARGV[8])}
local levels, grants = {}, true
for of, limit in pairs(limits) do
  levels[of] = levelOf(fieldOf(of, owner), limit)
  grants = grants and levels[of] >= wanted[of]
end
if grants then
  for of, level in pairs(levels) do fillTo(fieldOf(of, owner), level - wanted[of]) end
  for _, field in ipairs(redis.call('HRANDFIELD', KEYS[3], 2)) do
    local at = string.match(redis.call('HGET', KEYS[3], field), ' (%S+)$')
    if micros - at >= ${MINUTE_MS * 1000} then redis.call('HDEL', KEYS[3], field) end
  end
end
touch()
return {string.format('%.17g', levels.requests or 0), string.format('%.17g', levels.tokens or 0)}`,
);

/** KEYS: the buckets. ARGV: of each "requests" or "tokens", its owner, its limit, and how full it is at most. */
export const LOWER = script(
  "lower",
  BUCKETS,
  `
for i = 5, #ARGV, 4 do
  local field, limit, level = fieldOf(ARGV[i], ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
  fillTo(field, math.min(level, levelOf(field, limit)))
end`,
);

/** KEYS: counts and their order. ARGV: the bounds, the name, up to how many are counted or "". */
export const COUNT = script(
  "count",
  STORE,
  `
local count = (redis.call('HGET', KEYS[3], ARGV[7]) or 0) + 1
local kept = math.min(count, tonumber(ARGV[8]) or count)
local most = {entries = tonumber(ARGV[5]), bytes = tonumber(ARGV[6])}
put(KEYS[3], KEYS[4], 'counts', ARGV[7], string.format('%d', kept), most, true)
touch()
return count`,
);

/**
 * KEYS: counts and their order, how many replicas had heard of, and a name for these additions, which are made once. ARGV: the
 * bounds, then of each its name, how many this replica had heard of, and how many more there are. The most that any had heard of
 * counts, and all that is more.
 */
export const ADD_COUNTS = script(
  "add_counts",
  STORE,
  `
if not redis.call('SET', KEYS[6], '1', 'NX', 'PX', '3600000') then return end
local most = {entries = tonumber(ARGV[5]), bytes = tonumber(ARGV[6])}
for i = 7, #ARGV, 3 do
  local heard = tonumber(redis.call('HGET', KEYS[5], ARGV[i]) or 0)
  local unheard = math.max(0, ARGV[i + 1] - heard)
  local count = (redis.call('HGET', KEYS[3], ARGV[i]) or 0) + unheard + ARGV[i + 2]
  put(KEYS[3], KEYS[4], 'counts', ARGV[i], string.format('%d', count), most, true)
  if unheard > 0 then redis.call('HSET', KEYS[5], ARGV[i], heard + unheard) end
end
renew(KEYS[5])
touch()`,
);

/** KEYS: counts and their order. ARGV: names that are forgotten. */
export const UNCOUNT = script(
  "uncount",
  STORE,
  `for i = 5, #ARGV do drop(KEYS[3], KEYS[4], 'counts', ARGV[i]) end`,
);

/** KEYS: the names that were seen. ARGV: for how long, where those that are kept begin, how many are asked for, these, and those that are kept. */
export const SEE = script(
  "see",
  STORE,
  `
local till, first, asked = now + ARGV[5], tonumber(ARGV[6]), tonumber(ARGV[7])
local function keep(from, to)
  local pairs = {}
  for i = from, to do
    pairs[#pairs + 1] = till
    pairs[#pairs + 1] = ARGV[i]
  end
  redis.call('ZADD', KEYS[3], 'GT', unpack(pairs))
end
local found = 0
for last = asked, 1, -${AT_ONCE} do
  local before = math.max(0, last - ${AT_ONCE})
  local tills = redis.call('ZMSCORE', KEYS[3], unpack(ARGV, 8 + before, 7 + last))
  for i = #tills, 1, -1 do
    if found == 0 and tills[i] and tonumber(tills[i]) > now then found = before + i end
  end
  if found > 0 then break end
end
for from = first, #ARGV, ${AT_ONCE} do keep(from, math.min(from + ${AT_ONCE} - 1, #ARGV)) end
if found > 0 then keep(7 + found, 7 + found) end
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
redis.call('ZREMRANGEBYRANK', KEYS[3], 0, -${MOST_SEEN + 1})
if redis.call('PTTL', KEYS[3]) < tonumber(ARGV[5]) then redis.call('PEXPIRE', KEYS[3], ARGV[5]) end
local bytes = redis.call('ZCARD', KEYS[3]) * ${SEEN_BYTES}
grow('seen', bytes - (redis.call('HGET', KEYS[2], 'seen ' .. session) or 0))
touch()
return found - 1`,
);

/** KEYS: what is kept and its order. ARGV: the bounds, the id, the value, "new" where one that is there stays. */
export const KEEP = script(
  "keep",
  STORE,
  `
local isThere = redis.call('HEXISTS', KEYS[3], ARGV[7]) == 1
if isThere and ARGV[9] == 'new' then return end
local most = {entries = tonumber(ARGV[5]), bytes = tonumber(ARGV[6])}
put(KEYS[3], KEYS[4], 'kept', ARGV[7], ARGV[8], most, false)
touch()
-- Who kept it before has what is old now.
if isThere then tell('kept', ARGV[7]) end`,
);

/** KEYS: what is kept and its order. ARGV: the id. Whether there was any. */
export const FORGET = script(
  "forget",
  STORE,
  `
tell('kept', ARGV[5])
return drop(KEYS[3], KEYS[4], 'kept', ARGV[5]) and 1 or 0`,
);
