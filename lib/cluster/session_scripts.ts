/** How sessions live and end, in one go, by the engine's clock. What all scripts are given is in `lua.ts`. */

import { script } from "./lua.ts";

/** The parts of a session, each a key that ends so. */
export const PARTS = [
  "limits",
  "seen",
  "counts",
  "counts_order",
  "counts_heard",
  "kept",
  "kept_order",
] as const;

const SESSIONS = `
local function finish(name)
  for _, part in ipairs({${PARTS.map((part) => `'${part}'`).join(", ")}}) do
    redis.call('DEL', ARGV[2] .. ':' .. name .. ':' .. part)
  end
  for _, size in ipairs({'counts', 'kept', 'seen'}) do
    local bytes = redis.call('HGET', KEYS[2], size .. ' ' .. name)
    if bytes then
      redis.call('HINCRBY', KEYS[2], 'sessions', -bytes)
      redis.call('HDEL', KEYS[2], size .. ' ' .. name)
    end
  end
  local existed = redis.call('ZREM', KEYS[1], name)
  redis.call('PUBLISH', ARGV[3], cjson.encode({kind = 'ended', session = name, from = ARGV[4]}))
  return existed
end

-- Ends those that have not been named for too long, and the longest unused of those that are too many or keep too much.
local function sweep()
  local idle, most, bytes = tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
  local ended = {}
  while true do
    local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
    local name = oldest[1]
    if not name or name == session then break end
    if tonumber(oldest[2]) >= now - idle and redis.call('ZCARD', KEYS[1]) <= most
      and tonumber(redis.call('HGET', KEYS[2], 'sessions') or 0) <= bytes then break end
    finish(name)
    ended[#ended + 1] = name
  end
  return ended
end
`;

/** ARGV: how long a session lives, how many, and with how many bytes. Gives those that ended. */
export const USE = script(
  "use",
  SESSIONS,
  `
local last = tonumber(redis.call('ZSCORE', KEYS[1], session))
local ended = {}
if last and last < now - ARGV[5] then
  finish(session)
  ended[1] = session
end
touch()
for _, name in ipairs(sweep()) do ended[#ended + 1] = name end
return ended`,
);

/** Whether there was such a session. */
export const END = script("end", SESSIONS, "return finish(session)");

/** ARGV as for `use`. Gives those that ended, and those that live with how long they have not been named. */
export const LIST = script(
  "list",
  SESSIONS,
  `
local ended, living = sweep(), redis.call('ZRANGE', KEYS[1], 0, -1, 'WITHSCORES')
for i = 2, #living, 2 do living[i] = now - living[i] end
return {ended, living}`,
);
