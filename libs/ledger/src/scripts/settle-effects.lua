-- Ends claims: as done, with a note, or as free again.
-- KEYS[i]      key of effect i
-- ARGV[1]      how long a key is remembered, milliseconds
-- ARGV[3i-1]   fencing token
-- ARGV[3i]     "d" done, "f" free again
-- ARGV[3i+1]   note, kept with "d"
-- Reply: per key 1 when it was settled (now, or by an earlier try of the same call), 0 when the claim had passed on.
local reply = {}
for i = 1, #KEYS do
  local token, state, note = ARGV[3 * i - 1], ARGV[3 * i], ARGV[3 * i + 1]
  local settled = state .. '|' .. token
  if state == 'd' then settled = settled .. '|' .. note end
  local value = redis.call('GET', KEYS[i])
  if value == settled then
    reply[i] = 1
  elseif value and string.match(value, '^c|(%d+)|') == token then
    redis.call('SET', KEYS[i], settled, 'PX', ARGV[1])
    reply[i] = 1
  else
    reply[i] = 0
  end
end
return reply
