-- Puts effects back that are known to be done. Whatever else is found is older: nobody claims what is done.
-- KEYS[i]     key of effect i
-- ARGV[2i-1]  how long it is remembered, milliseconds
-- ARGV[2i]    note
-- Reply: per key 1 when it had been forgotten, 0 when it was done already.
local reply = {}
for i = 1, #KEYS do
  local state, token = string.match(redis.call('GET', KEYS[i]) or '', '^(%a)|(%d+)')
  if state == 'd' then
    reply[i] = 0
  else
    redis.call('SET', KEYS[i], 'd|' .. (token or '1') .. '|' .. ARGV[2 * i], 'PX', ARGV[2 * i - 1])
    reply[i] = 1
  end
end
return reply
