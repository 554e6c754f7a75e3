-- Takes the right to act once on each key. A value is one of
--   c|<token>|<lease end, ms>|<holder>   claimed
--   f|<token>                            free again; the token is kept so that the next one is larger
--   d|<token>|<note>                     done
-- KEYS[i]   key of effect i
-- ARGV[1]   holder: unique per call, so that a call that is repeated finds its own claim. The key's place in the call is
--           a part of it: a key that a call names twice is granted once.
-- ARGV[2]   length of the lease, milliseconds
-- ARGV[3]   how long a key is remembered, milliseconds
-- Reply: per key five values: granted (0/1), token or milliseconds until the holder's lease ends, state found
--   ("f", "c", "d"), uncertain (0/1), note.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local reply = {}
for i = 1, #KEYS do
  local value = redis.call('GET', KEYS[i])
  local caller = ARGV[1] .. '.' .. i
  local found, token, granted, uncertain, held, note = 'f', 0, 1, 0, 0, ''
  if value then
    local state, rest = string.match(value, '^(%a)|(.*)$')
    found = state
    token = tonumber(string.match(rest, '^(%d+)'))
    if state == 'd' then
      granted, note = 0, string.match(rest, '^%d+|(.*)$')
    elseif state == 'c' then
      local ends, holder = string.match(rest, '^%d+|(%d+)|(.*)$')
      if holder == caller then
        token = token - 1
      elseif tonumber(ends) > now then
        granted, held = 0, tonumber(ends) - now
      else
        uncertain = 1
      end
    end
  end
  if granted == 1 then
    token = token + 1
    redis.call('SET', KEYS[i], 'c|' .. token .. '|' .. (now + ARGV[2]) .. '|' .. caller, 'PX', ARGV[3])
    held = token
  end
  local at = (i - 1) * 5
  reply[at + 1], reply[at + 2], reply[at + 3], reply[at + 4], reply[at + 5] = granted, held, found, uncertain, note
end
return reply
