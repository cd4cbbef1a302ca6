/**
 * What the engine's scripts begin with, in Lua. Each is given: of KEYS the sessions by when they were last named, and the sizes of
 * what they keep, then its own; of ARGV the session, what the keys of sessions begin with, the channel and this replica's name, then
 * its own.
 */

import type { Script } from "./engine.ts";

/** What nobody has written to for so long is forgotten, so that a cluster that has gone leaves nothing behind: a week. */
export const LONG_MS = 7 * 24 * 3_600_000;

/** What the engine takes for an entry beside its name and value; measured with Redis 7.0: 100,000 counters took 31 MB. */
const ENTRY_BYTES = 240;

const COMMON = `
local session = ARGV[1]
local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local now = micros / 1000

local function renew(...)
  for _, key in ipairs({...}) do redis.call('PEXPIRE', key, ${LONG_MS}) end
end

local function touch()
  if session == '' then return end
  redis.call('ZADD', KEYS[1], now, session)
  renew(KEYS[1])
end

local function tell(kind, id)
  redis.call('PUBLISH', ARGV[3], cjson.encode({kind = kind, session = session, id = id, from = ARGV[4]}))
end
`;

/** A store of values by id within bounds: a hash, a sorted set of the ids with the oldest first, and its size. */
export const STORE = `
local function grow(size, by)
  if by == 0 then return end
  redis.call('HINCRBY', KEYS[2], size .. ' ' .. session, by)
  if session ~= '' then redis.call('HINCRBY', KEYS[2], 'sessions', by) end
end

local function bytesOf(values, id)
  local bytes = redis.call('HSTRLEN', values, id)
  return bytes == 0 and 0 or bytes + #id + ${ENTRY_BYTES}
end

local function drop(values, order, size, id)
  local bytes = bytesOf(values, id)
  if bytes == 0 then return false end
  redis.call('HDEL', values, id)
  redis.call('ZREM', order, id)
  grow(size, -bytes)
  return true
end

local function put(values, order, size, id, value, most, renewed)
  local own = #id + #value + ${ENTRY_BYTES}
  if own > most.bytes then
    drop(values, order, size, id)
    return
  end
  -- A store that has run out of its time leaves its size behind.
  if redis.call('EXISTS', values) == 0 then
    grow(size, -(redis.call('HGET', KEYS[2], size .. ' ' .. session) or 0))
  end
  grow(size, own - bytesOf(values, id))
  redis.call('HSET', values, id, value)
  if renewed then
    redis.call('ZADD', order, micros, id)
  else
    redis.call('ZADD', order, 'NX', micros, id)
  end
  while redis.call('ZCARD', order) > most.entries
    or tonumber(redis.call('HGET', KEYS[2], size .. ' ' .. session)) > most.bytes do
    local oldest = redis.call('ZRANGE', order, 0, 0)[1]
    if not oldest or not drop(values, order, size, oldest) then break end
  end
  renew(values, order, KEYS[2])
end
`;

/** A script that begins as all do. */
export function script(name: string, ...lua: readonly string[]): Script {
  return { name, lua: [COMMON, ...lua].join("\n") };
}
